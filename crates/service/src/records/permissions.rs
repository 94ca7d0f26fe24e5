//! What users, groups and roles have in common: the policies that they hold.

use model::{PolicyArn, PolicyName};
use serde::{Deserialize, Serialize};

use super::Identified;
use super::policy_document::{Inline, PolicyDocument};
use crate::Error;

/// The policies of a user, a group or a role. IAM's quotas bound them, so they are part of their holder's document.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Permissions {
    /// Policies that are the holder's alone, by name.
    #[serde(default)]
    pub inline: Vec<InlinePolicy>,
    /// Managed policies that are attached, oldest first. A managed policy keeps its ARN as long as it exists, and exists as
    /// long as it is attached: so the ARN is as good as an id.
    #[serde(default)]
    pub attached: Vec<PolicyArn>,
    /// What bounds the permissions, if anything does. Groups have none.
    #[serde(default)]
    pub boundary: Option<PolicyArn>,
}

/// A policy that is its holder's alone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InlinePolicy {
    /// The name, as it was written first.
    pub name: PolicyName,
    /// What it says.
    pub document: PolicyDocument<Inline>,
}

/// A document with policies.
pub trait Holder: Identified + Clone {
    /// The word for the kind in keys of indices and in quotas.
    const KIND: HolderKind;
    /// The policies.
    fn permissions(&self) -> &Permissions;
    /// The policies, to be changed.
    fn permissions_mut(&mut self) -> &mut Permissions;

    /// That callers may change it, and what it may do.
    ///
    /// # Errors
    /// If a service alone may.
    fn modifiable(&self) -> Result<(), Error> {
        Ok(())
    }
}

/// What holds policies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolderKind {
    /// A user.
    User,
    /// A group.
    Group,
    /// A role.
    Role,
}

impl HolderKind {
    /// The word in the keys of indices.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Group => "group",
            Self::Role => "role",
        }
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::User, Self::Group, Self::Role].into_iter().find(|kind| kind.word() == word)
    }
}
