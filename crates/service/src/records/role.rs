//! The document of a role.

use model::{AccountId, Arn, AwsServiceName, Description, Path, RoleId, RoleName, Tag, Timestamp};
use serde::{Deserialize, Serialize};

use super::permissions::{Holder, HolderKind, Permissions};
use super::policy_document::{PolicyDocument, Trust};
use super::{Document, Identified, keys};
use crate::Error;

/// A role: permissions that whoever it trusts takes on for the time of a session.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Role {
    /// The version of this document's form.
    pub schema: u32,
    /// The role's account.
    pub account: AccountId,
    /// The role's id, for ever.
    pub id: RoleId,
    /// The name, as it was written first.
    pub name: RoleName,
    /// Where the role stands.
    pub path: Path,
    /// Since when it exists.
    pub created: Timestamp,
    /// What it is for.
    pub description: Option<Description>,
    /// How long its sessions last at most, in seconds.
    pub max_session_duration: u32,
    /// Who may assume it. Users and roles stand in it by immutable id (rule R2); answers show their ARNs.
    pub trust: PolicyDocument<Trust>,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// What its sessions may do.
    #[serde(default)]
    pub permissions: Permissions,
    /// Sessions issued before this are over.
    #[serde(default)]
    pub sessions_valid_after: Timestamp,
    /// The service that the role is linked to, if it is: nobody here may change it then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub linked_to: Option<AwsServiceName>,
}

impl Role {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:role/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::role(self.account, &self.path, &self.name)
    }
}

impl Document for Role {}

impl Identified for Role {
    type Name = RoleName;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn key(account: AccountId, name: &RoleName) -> store::Key {
        keys::role(account, name)
    }
}

impl Holder for Role {
    const KIND: HolderKind = HolderKind::Role;

    fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    fn permissions_mut(&mut self) -> &mut Permissions {
        &mut self.permissions
    }

    fn modifiable(&self) -> Result<(), Error> {
        match self.linked_to {
            Some(_) => Err(Error::UnmodifiableEntity(self.name.clone())),
            None => Ok(()),
        }
    }
}
