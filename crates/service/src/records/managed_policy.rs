//! The document of a managed policy, with its versions.

use model::{AccountId, Arn, Description, Path, PolicyId, PolicyName, Tag, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;
use super::policy_document::{Managed, PolicyDocument};

/// A managed policy of the account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ManagedPolicy {
    /// The version of this document's form.
    pub schema: u32,
    /// The policy's account.
    pub account: AccountId,
    /// The policy's id, for ever.
    pub id: PolicyId,
    /// The name, as it was written first.
    pub name: PolicyName,
    /// Where the policy stands.
    pub path: Path,
    /// Since when it exists.
    pub created: Timestamp,
    /// When its versions changed last.
    pub updated: Timestamp,
    /// What it is for.
    pub description: Option<Description>,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// Its versions, five at most, oldest first.
    pub versions: Vec<PolicyVersion>,
    /// The number of the version that holds.
    pub default_version: u32,
    /// The number of the version made last: numbers are never given twice.
    pub last_version: u32,
}

/// A version of a managed policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PolicyVersion {
    /// Its number: `v1` is 1.
    pub number: u32,
    /// Since when it exists.
    pub created: Timestamp,
    /// What it says.
    pub document: PolicyDocument<Managed>,
}

impl ManagedPolicy {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:policy/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::policy(self.account, &self.path, &self.name)
    }

    /// The version that holds.
    pub fn in_force(&self) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.number == self.default_version)
    }
}

impl Document for ManagedPolicy {}
