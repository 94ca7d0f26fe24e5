//! The documents of sessions at a terminal, which a browser opened (`signin/oauth`).

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Document, Owner, SeenDevice};

/// A code that waits to be exchanged. The browser took it to the program; the key of this document is its hash (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LoginCode {
    /// The version of this document's form.
    pub schema: u32,
    /// Who confirmed.
    pub owner: Owner,
    /// In which session of the console: its lineage.
    pub session: String,
    /// Where the code was sent, to the letter.
    pub redirect: String,
    /// The challenge whose verifier the program has.
    pub challenge: String,
    /// From this moment on it is worth nothing.
    pub expires: Timestamp,
}

/// A session at a terminal: what its renewals have in common. The program has the token, the store hashes (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TerminalSession {
    /// The version of this document's form.
    pub schema: u32,
    /// The account.
    pub account: AccountId,
    /// Whose it is.
    pub owner: Owner,
    /// What names it among the sessions of its owner. No secret.
    pub id: String,
    /// The session of the console that it hangs on: its lineage.
    pub session: String,
    /// The hash of the part that all its tokens share: who has it, and not the newest token, has an old one.
    pub family_hash: String,
    /// The hash of the part that the newest token alone has.
    pub newest_hash: String,
    /// The thumbprint of the key that it is bound to (RFC 9449, section 5).
    pub thumbprint: String,
    /// When it was opened.
    pub created: Timestamp,
    /// When it was last renewed.
    pub renewed: Timestamp,
    /// From this moment on it is over.
    pub expires: Timestamp,
    /// Where the program is.
    pub address: String,
    /// What the program calls itself.
    pub user_agent: String,
    /// The second factor of the session of the console when this one was opened. What is proven there later is not lent: whoever
    /// opened this one may have done it with a stolen cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mfa: Option<SeenDevice>,
    /// The key of the temporary credentials that the session of the console stands for, where nobody signed in with a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federated: Option<String>,
}

/// That a proof of possession was used. Its key is the hash of the proof's id and key; it is kept until the proof is too old anyway.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SpentProof {
    /// The version of this document's form.
    pub schema: u32,
    /// From this moment on nobody needs it.
    pub expires: Timestamp,
}

impl LoginCode {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl TerminalSession {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl SpentProof {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for LoginCode {}
impl Document for TerminalSession {}
impl Document for SpentProof {}
