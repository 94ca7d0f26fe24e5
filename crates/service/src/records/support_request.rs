//! What the operator asked for as a last resort, and has to wait with (`operator/support`).

use std::time::Duration;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use store::Key;

use super::{Document, Owner, keys};

/// A request that waits for its time, or for another operator.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SupportRequest {
    /// The version of this document's form.
    pub schema: u32,
    /// What names it.
    pub id: String,
    /// In which account.
    pub account: AccountId,
    /// What.
    pub deed: SupportDeed,
    /// Why.
    pub reason: String,
    /// Who asked, by the number of the user of the operating system.
    pub asked_by: u32,
    /// When.
    pub asked: Timestamp,
    /// It is not done before.
    pub due: Timestamp,
    /// Whether another operator must approve it.
    pub needs_second: bool,
    /// Who did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved_by: Option<u32>,
}

/// What the operator does as a last resort. People are known by immutable id: another user of the same name is not meant (rule R2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SupportDeed {
    /// Takes all MFA devices away.
    DeactivateMfa {
        /// Whose.
        owner: Owner,
        /// What the user was called when it was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// Gives the root user a password for one sign-in.
    ResetRootPassword,
}

impl SupportRequest {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// So long after its time it can be done. What was forgotten must not be found by somebody in a year.
    const KEPT: Duration = Duration::from_hours(7 * 24);

    /// From this moment on it counts for nothing.
    pub fn lapses(&self) -> Timestamp {
        self.due.after(Self::KEPT)
    }

    /// Whether it counts for something.
    pub fn stands(&self, now: Timestamp) -> bool {
        now < self.lapses()
    }
}

impl SupportDeed {
    /// Every sort there is of somebody's.
    pub(crate) fn all_of(owner: &Owner) -> Vec<Self> {
        let devices = Self::DeactivateMfa { owner: owner.clone(), name: None };
        match owner {
            Owner::Root => vec![devices, Self::ResetRootPassword],
            Owner::User(_) | Owner::Role(_) | Owner::Vouched(_) => vec![devices],
        }
    }

    /// What the command is called.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::DeactivateMfa { .. } => "deactivate-mfa",
            Self::ResetRootPassword => "reset-root-password",
        }
    }

    /// Whom it is about.
    pub const fn owner(&self) -> &Owner {
        match self {
            Self::DeactivateMfa { owner, .. } => owner,
            Self::ResetRootPassword => &Owner::Root,
        }
    }

    /// The user's name, where it is not the root user.
    pub fn user_name(&self) -> Option<&str> {
        match self {
            Self::DeactivateMfa { name, .. } => name.as_deref(),
            Self::ResetRootPassword => None,
        }
    }

    /// Where a request for it stands.
    pub(crate) fn key(&self, account: AccountId) -> Key {
        keys::support_request(account, self.owner(), self.word())
    }
}

impl Document for SupportRequest {}
