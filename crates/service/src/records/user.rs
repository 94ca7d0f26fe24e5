//! The document of a user: IAM's quotas bound it, so the whole identity is one document.

use model::{AccountId, Arn, Path, Tag, Timestamp, UserId, UserName};
use serde::{Deserialize, Serialize};

use super::{Credentials, Document};

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// What the user proves an identity with.
    pub credentials: Credentials,
    /// The ARNs of the managed policies that are attached.
    #[serde(default)]
    pub attached_policies: Vec<String>,
}

impl User {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:user/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::user(self.account, &self.path, &self.name)
    }
}

impl Document for User {}
