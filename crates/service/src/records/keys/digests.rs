//! The keys of the digests of the audit trail.

use model::AccountId;
use store::Key;

use super::of;

/// `audit-digest/000000000017/`: the digests of an account, by number.
pub fn audit_digest(account: AccountId, number: u64) -> Key {
    of(account, &[AUDIT_DIGESTS, &format!("{number:012}/")])
}

/// What the keys of digests begin with.
pub const AUDIT_DIGESTS: &str = "audit-digest/";

/// `audit-let-go/`: up to where the trail of an account was let go.
pub fn audit_let_go(account: AccountId) -> Key {
    Key::account(account.number(), "audit-let-go/")
}
