//! The document of an account, with its root user.

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{AccessKey, Document, EnabledDevice};

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Account {
    /// The version of this document's form.
    pub schema: u32,
    /// The account's number.
    pub id: AccountId,
    /// What people call it.
    pub name: String,
    /// Where its root user is reached, as it was typed.
    pub email: String,
    /// Since when it exists.
    pub created: Timestamp,
    /// Its root user.
    pub root: Root,
    /// Sessions issued before this are over, whoever's they are.
    #[serde(default)]
    pub sessions_valid_after: Timestamp,
}

/// The root user of an account: the same things as a user's, without a name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Root {
    /// The password.
    pub password: Option<PasswordRecord>,
    /// The access keys, two at most.
    #[serde(default)]
    pub access_keys: Vec<AccessKey>,
    /// The devices that are enabled, eight at most.
    #[serde(default)]
    pub mfa_devices: Vec<EnabledDevice>,
    /// Sessions issued before this are over.
    #[serde(default)]
    pub sessions_valid_after: Timestamp,
    /// Ids of sessions that were revoked one by one.
    #[serde(default)]
    pub revoked_sessions: Vec<String>,
}

/// A password, as nobody can read it back (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordRecord {
    /// What `vault` made of it.
    pub hash: vault::StoredPassword,
    /// Since when it holds.
    pub set: Timestamp,
    /// Whether it must be changed at the next sign-in.
    pub must_change: bool,
}

impl Account {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for Account {}
