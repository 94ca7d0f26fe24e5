//! The document of an account, with its root user.

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Credentials, Document};

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
    /// What its root user proves an identity with.
    pub root: Credentials,
    /// Sessions issued before this are over, whoever's they are.
    #[serde(default)]
    pub sessions_valid_after: Timestamp,
}

impl Account {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for Account {}
