//! Small documents that lead to others.

use model::{AccountId, Timestamp, UserId, UserName};
use serde::{Deserialize, Serialize};

use super::Document;

/// Who owns a device, a key or a session: by immutable id, so that nobody inherits anything by taking a name (rule R2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// The root user of the account.
    Root,
    /// A user.
    User(UserId),
}

impl Owner {
    /// The id: `AIDA…`, or the account's for its root user.
    pub fn id(&self, account: AccountId) -> String {
        match self {
            Self::Root => account.to_string(),
            Self::User(id) => id.to_string(),
        }
    }
}

/// The name that an id has at the moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamePointer {
    /// The name.
    pub name: UserName,
}

impl Document for NamePointer {}

/// Whose access key it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyOwner {
    /// Whose.
    pub owner: Owner,
}

impl Document for KeyOwner {}

/// When, where and for what a key was used last, to within a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUsed {
    /// When.
    pub at: Timestamp,
    /// The region that was signed for.
    pub region: String,
    /// The service.
    pub service: String,
}

impl Document for LastUsed {}

/// The account that a root user's e-mail belongs to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RootEmail {
    /// The account.
    pub account: AccountId,
}

impl Document for RootEmail {}
