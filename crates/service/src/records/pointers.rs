//! Small documents that lead to others.

use model::{AccountId, RoleId, Timestamp, UserId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Document;

/// Who owns a device or a key, or stands behind a session: by immutable id, so that nobody inherits anything by taking a name (rule R2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// The root user of the account.
    Root,
    /// A user.
    User(UserId),
    /// A role.
    Role(RoleId),
}

impl Owner {
    /// The id: `AIDA…`, or the account's for its root user.
    pub fn id(&self, account: AccountId) -> String {
        match self {
            Self::Root => account.to_string(),
            Self::User(id) => id.to_string(),
            Self::Role(id) => id.to_string(),
        }
    }
}

/// The name that an id has at the moment: of a user, a group or a role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamePointer<N> {
    /// The name.
    pub name: N,
}

impl<N: Name> Document for NamePointer<N> {}

/// A name that documents hold.
pub trait Name: Clone + Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static {}

impl<N: Clone + Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static> Name for N {}

/// A document that has an immutable id beside a name that may change: `id/…/` leads from the one to the other.
pub trait Identified: Document {
    /// What names it.
    type Name: Name;

    /// The id.
    fn id(&self) -> &str;
    /// Where it is, or would be.
    fn key(account: AccountId, name: &Self::Name) -> store::Key;
}

/// An index document, which says all there is to say by its key.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Present {}

impl Document for Present {}

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

/// A counter, which bounded adds move; where there is none, it is zero.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(pub u64);

impl Document for Count {}
