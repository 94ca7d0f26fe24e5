//! Keys of sessions, of what leads to them, and of what may be used only once on the way.

use model::{AccountId, Timestamp};
use store::Key;

use super::of;
use crate::records::Owner;

/// `console-session/AIDA…/ID/`
pub fn console_session(account: AccountId, owner: &Owner, id: &str) -> Key {
    of(account, &[&console_sessions(account, owner), id, "/"])
}

/// What the keys of somebody's sessions of the console begin with.
pub fn console_sessions(account: AccountId, owner: &Owner) -> String {
    ["console-session/", &owner.id(account), "/"].concat()
}

/// `signin-token/00001800000000000000/HASH/`: in the order in which they end.
pub fn signin_token(account: AccountId, expires: Timestamp, hash: &str) -> Key {
    of(account, &[SIGNIN_TOKENS, &format!("{:020}/", expires.micros()), hash, "/"])
}

/// What the keys of sign-in tokens begin with.
pub const SIGNIN_TOKENS: &str = "signin-token/";

/// How many sign-in tokens there are.
pub fn signin_token_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/signin-tokens/")
}

/// `login-code/00001800000000000000/HASH/`: in the order in which they end.
pub fn login_code(account: AccountId, expires: Timestamp, hash: &str) -> Key {
    of(account, &[LOGIN_CODES, &format!("{:020}/", expires.micros()), hash, "/"])
}

/// What the keys of codes for terminals begin with.
pub const LOGIN_CODES: &str = "login-code/";

/// How many codes for terminals there are.
pub fn login_code_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/login-codes/")
}

/// `terminal-session/AIDA…/ID/`
pub fn terminal_session(account: AccountId, owner: &Owner, id: &str) -> Key {
    of(account, &[&terminal_sessions(account, owner), id, "/"])
}

/// What the keys of somebody's sessions at terminals begin with.
pub fn terminal_sessions(account: AccountId, owner: &Owner) -> String {
    ["terminal-session/", &owner.id(account), "/"].concat()
}

/// `spent-proof/00001800000000000000/HASH/`: in the order in which they end.
pub fn spent_proof(account: AccountId, expires: Timestamp, hash: &str) -> Key {
    of(account, &[SPENT_PROOFS, &format!("{:020}/", expires.micros()), hash, "/"])
}

/// What the keys of proofs begin with that were used.
pub const SPENT_PROOFS: &str = "spent-proof/";

/// How many used proofs there are.
pub fn spent_proof_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/spent-proofs/")
}
