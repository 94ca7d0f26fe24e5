//! The document of a user: IAM's quotas bound it, so the whole identity is one document.

use model::{AccountId, Arn, GroupId, Path, PolicyArn, Tag, Timestamp, UserId, UserName};
use serde::{Deserialize, Serialize};

use super::permissions::{Holder, HolderKind, Permissions};
use super::{Credentials, Document, Identified, keys};

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "StoredUser")]
pub struct User {
    /// The version of this document's form.
    pub schema: u32,
    /// The user's account.
    pub account: AccountId,
    /// The user's id, for ever.
    pub id: UserId,
    /// The name, as it was written first.
    pub name: UserName,
    /// Where the user stands.
    pub path: Path,
    /// Since when the user exists.
    pub created: Timestamp,
    /// What is said of the user, 50 tags at most.
    pub tags: Vec<Tag>,
    /// What the user proves an identity with.
    pub credentials: Credentials,
    /// What the user may do.
    pub permissions: Permissions,
    /// The groups that the user is a member of, ten at most.
    pub groups: Vec<GroupId>,
}

/// A user in every form that was ever written.
#[derive(Deserialize)]
struct StoredUser {
    account: AccountId,
    id: UserId,
    name: UserName,
    path: Path,
    created: Timestamp,
    #[serde(default)]
    tags: Vec<Tag>,
    credentials: Credentials,
    /// Form 1 knew no other policies.
    #[serde(default)]
    attached_policies: Vec<PolicyArn>,
    #[serde(default)]
    permissions: Permissions,
    #[serde(default)]
    groups: Vec<GroupId>,
}

impl From<StoredUser> for User {
    fn from(stored: StoredUser) -> Self {
        let mut permissions = stored.permissions;
        permissions.attached.extend(stored.attached_policies);
        Self {
            schema: Self::SCHEMA,
            account: stored.account,
            id: stored.id,
            name: stored.name,
            path: stored.path,
            created: stored.created,
            tags: stored.tags,
            credentials: stored.credentials,
            permissions,
            groups: stored.groups,
        }
    }
}

impl User {
    /// The form written today.
    pub const SCHEMA: u32 = 2;

    /// `arn:aws:iam::123456789012:user/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::user(self.account, &self.path, &self.name)
    }
}

impl Document for User {}

impl Identified for User {
    type Name = UserName;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn key(account: AccountId, name: &UserName) -> store::Key {
        keys::user(account, name)
    }
}

impl Holder for User {
    const KIND: HolderKind = HolderKind::User;

    fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    fn permissions_mut(&mut self) -> &mut Permissions {
        &mut self.permissions
    }
}
