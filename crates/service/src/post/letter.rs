//! What a letter says, before anybody words it.

use std::fmt;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

/// A letter to somebody whom an account named.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The account that it is about.
    pub account: AccountId,
    /// The address.
    pub to: String,
    /// The language of the browser that caused it (`en`, `fr`, `ja`, `es`), where there was one.
    pub language: Option<String>,
    /// What it says.
    pub writing: Writing,
    /// When it is worth nothing any more, and not sent either.
    pub until: Timestamp,
}

// An address is personal, and what is written may hold secrets.
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("account", &self.account).finish_non_exhaustive()
    }
}

/// What a letter says. It is kept sealed, for some hold a secret that opens something.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "Writing")]
pub enum Writing {
    /// The first of the two alternative factors: a link, and the code for who reads it on another device (rule R26).
    RecoveryLink {
        /// The link's path and query; `public_url` goes before it.
        path: String,
        /// Eight digits.
        code: String,
    },
    /// The code that proves that an address can be read which shall be the account's.
    EmailCode {
        /// Six digits.
        code: String,
    },
    /// Where the owner is reached was changed; this goes to where the owner was reached before, and can undo it.
    ContactChanged {
        /// Whether it is the phone; else the address.
        phone: bool,
        /// The link's path and query that leads to a page which undoes it.
        path: String,
        /// Since when the new one alone counts.
        settled: Timestamp,
    },
    /// Something happened that the owner should know of.
    Notice {
        /// What.
        notice: Notice,
        /// When.
        at: Timestamp,
        /// Who did it, as an ARN; none for the operator, and for whoever had the link.
        by: Option<String>,
        /// What it was done to, where that is not the whole account: a device's serial number, a user's ARN.
        about: Option<String>,
        /// From which address.
        address: Option<String>,
        /// Where this is the last of its hour: until when no further notice is sent.
        #[serde(default)]
        last: Option<Timestamp>,
    },
}

// Links and codes.
impl fmt::Debug for Writing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Writing(..)")
    }
}

/// What an owner should know of (rule R20).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Notice {
    /// A device was enabled.
    DeviceAdded,
    /// One was deactivated.
    DeviceRemoved,
    /// One was put in step again.
    DeviceResynced,
    /// An access key was made.
    AccessKeyMade,
    /// The password was changed.
    PasswordChanged,
    /// Ten wrong codes in a row.
    WrongCodes,
    /// No more codes are looked at.
    Locked,
    /// Somebody else is told of what happens to users.
    SecurityContactChanged,
    /// Somebody who knows the password began to sign in with alternative factors.
    RecoveryStarted,
    /// A session was opened with them.
    RecoveryFinished,
    /// Recovery codes were made.
    RecoveryCodesMade,
    /// One of them opened a session.
    RecoveryCodeUsed,
    /// A change of e-mail or phone was undone with the link that was sent.
    ContactRestored,
    /// The operator took a device away, changed a password or the ways to recover.
    SupportActed,
}
