//! The document of a group. Who its members are is in theirs.

use model::{AccountId, Arn, GroupId, GroupName, Path, Timestamp};
use serde::{Deserialize, Serialize};

use super::permissions::{Holder, HolderKind, Permissions};
use super::{Document, Identified, keys};

/// A group of users.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Group {
    /// The version of this document's form.
    pub schema: u32,
    /// The group's account.
    pub account: AccountId,
    /// The group's id, for ever.
    pub id: GroupId,
    /// The name, as it was written first.
    pub name: GroupName,
    /// Where the group stands.
    pub path: Path,
    /// Since when it exists.
    pub created: Timestamp,
    /// What its members may do.
    #[serde(default)]
    pub permissions: Permissions,
}

impl Group {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:group/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::group(self.account, &self.path, &self.name)
    }
}

impl Document for Group {}

impl Identified for Group {
    type Name = GroupName;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn key(account: AccountId, name: &GroupName) -> store::Key {
        keys::group(account, name)
    }
}

impl Holder for Group {
    const KIND: HolderKind = HolderKind::Group;

    fn permissions(&self) -> &Permissions {
        &self.permissions
    }

    fn permissions_mut(&mut self) -> &mut Permissions {
        &mut self.permissions
    }
}
