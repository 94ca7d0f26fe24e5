//! The document of a managed policy, with its versions.

use model::{AccountId, Arn, Path, PolicyDescription, PolicyId, PolicyName, Tag, Timestamp};
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
    /// Since when there is its newest version. Which one holds, and which are deleted, changes nothing of it.
    pub updated: Timestamp,
    /// What it is for.
    pub description: Option<PolicyDescription>,
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

    /// At most so many versions at a time.
    pub const MOST_VERSIONS: usize = 5;

    /// A new policy, with one version, which holds.
    pub fn new(
        account: AccountId,
        id: PolicyId,
        name: PolicyName,
        text: PolicyDocument<Managed>,
        now: Timestamp,
    ) -> Self {
        Self {
            schema: Self::SCHEMA,
            account,
            id,
            name,
            path: Path::default(),
            created: now,
            updated: now,
            description: None,
            tags: Vec::new(),
            versions: vec![PolicyVersion { number: 1, created: now, document: text }],
            default_version: 1,
            last_version: 1,
        }
    }

    /// One more version, which may hold from now on; none, if there are as many as there can be. Its number is new for ever.
    pub fn with_version(
        &self,
        text: PolicyDocument<Managed>,
        now: Timestamp,
        is_default: bool,
    ) -> Option<Self> {
        if self.versions.len() >= Self::MOST_VERSIONS {
            return None;
        }
        let mut policy = self.clone();
        policy.last_version += 1;
        policy.updated = now;
        policy.versions.push(PolicyVersion { number: policy.last_version, created: now, document: text });
        if is_default {
            policy.default_version = policy.last_version;
        }
        Some(policy)
    }

    /// The version that holds.
    pub fn in_force(&self) -> Option<&PolicyVersion> {
        self.versions.iter().find(|version| version.number == self.default_version)
    }
}

impl Document for ManagedPolicy {}
