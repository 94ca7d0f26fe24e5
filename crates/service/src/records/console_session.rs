//! The document of a session of the console.

use model::{AccountId, SerialNumber, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Document, Owner};

/// A session of the console: who signed in, how, and how long it holds. The browser has the secret, the store its hash
/// (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ConsoleSession {
    /// The version of this document's form.
    pub schema: u32,
    /// The account.
    pub account: AccountId,
    /// Whose it is.
    pub owner: Owner,
    /// What names it among the sessions of its owner. No secret.
    pub id: String,
    /// SHA-256 of the secret in the cookie, in hexadecimal digits.
    pub secret_hash: String,
    /// When the sign-in was complete.
    pub created: Timestamp,
    /// When it was last used, to within a minute.
    pub last_seen: Timestamp,
    /// From this moment on it is over, used or not.
    pub expires: Timestamp,
    /// When a factor was last proven in it: what a step-up renews (rule R28).
    pub proven: Timestamp,
    /// The second factor, if there was one.
    pub mfa: Option<SeenDevice>,
    /// Where the sign-in came from.
    pub address: String,
    /// What the browser called itself.
    pub user_agent: String,
    /// The temporary credentials that it stands for, where nobody signed in with a password.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub federated: Option<FederatedCredentials>,
    /// The id that it was opened under, where it goes on under another: what hangs on the session finds it by this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened_as: Option<String>,
    /// Whether alternative factors opened it: then it opens as little as it can (rule R33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recovered: bool,
    /// Whether those were a recovery code: then a user's ends with an ordinary sign-in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_code: bool,
    /// Whether its owner removed in it the device that had vouched: it goes on, where all others of that device end (rule R33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outlives_device: bool,
}

/// A device that showed a code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenDevice {
    /// When.
    pub at: Timestamp,
    /// Which.
    pub serial: SerialNumber,
}

/// Temporary credentials: the token is sealed in itself, and the secret that belongs to it is nowhere.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FederatedCredentials {
    /// `ASIA…`
    pub access_key_id: String,
    /// `SessionToken`.
    pub token: String,
}

impl ConsoleSession {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// Whether a user's recovery code opened it: then it is for nothing but the user's own devices and password (rule R33).
    pub const fn is_of_users_code(&self) -> bool {
        self.by_code && matches!(self.owner, Owner::User(_))
    }

    /// What stays the same for as long as the session goes on, under whatever id.
    pub fn lineage(&self) -> &str {
        self.opened_as.as_deref().unwrap_or(&self.id)
    }
}

impl Document for ConsoleSession {}
