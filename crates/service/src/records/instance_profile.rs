//! The document of an instance profile, and the index that leads from a role to its profiles.

use model::{AccountId, Arn, InstanceProfileId, InstanceProfileName, Path, RoleId, Tag, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// An instance profile: what machines are given in the place of a role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct InstanceProfile {
    /// The version of this document's form.
    pub schema: u32,
    /// The profile's account.
    pub account: AccountId,
    /// The profile's id, for ever.
    pub id: InstanceProfileId,
    /// The name, as it was written first.
    pub name: InstanceProfileName,
    /// Where the profile stands.
    pub path: Path,
    /// Since when it exists.
    pub created: Timestamp,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// The role in it: one at most.
    #[serde(default)]
    pub role: Option<RoleId>,
}

impl InstanceProfile {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:instance-profile/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::instance_profile(self.account, &self.path, &self.name)
    }
}

impl Document for InstanceProfile {}

/// That a role is in a profile, whose name is in the key. A name can be taken by another profile, the id cannot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ProfileOfRole {
    /// The profile.
    pub profile: InstanceProfileId,
}

impl Document for ProfileOfRole {}
