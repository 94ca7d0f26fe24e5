//! How far a restore, a copy or a fence is (`operator/epoch`), and what names a store.

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// The present epoch, and how it began: it is written before anything else is done, so that a process that is killed leaves a store that
/// says what is missing (rule R31).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Epoch {
    /// The version of this document's form.
    pub schema: u32,
    /// What names it: a restore has the name of its backup, a copy its own.
    pub id: String,
    /// Why it began.
    pub cause: EpochCause,
    /// Who began it: a user of the machine, by number.
    pub operator: u32,
    /// When it began.
    pub begun: Timestamp,
    /// From when the documents are; those of a fence are as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data_of: Option<Timestamp>,
    /// Until when whatever was issued is over: later than when it began, if a clock that is ahead wrote the store.
    pub over_until: Timestamp,
    /// How far it is.
    pub state: EpochState,
}

/// Why an epoch began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EpochCause {
    /// A backup was restored.
    Restore,
    /// The store was copied from another one.
    Copy,
    /// Commits may have been lost.
    Fence,
}

/// How far it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EpochState {
    /// Documents and events are still being written.
    Filling {
        /// How many there are already.
        records: u64,
    },
    /// All is written, and what ends with the old epoch is being ended.
    Ending {
        /// Up to which account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        through: Option<AccountId>,
    },
    /// The store was copied, and goes on elsewhere.
    Moved {
        /// Where.
        to: String,
    },
    /// All is done: the epoch has begun.
    Done {
        /// When.
        at: Timestamp,
    },
}

impl Epoch {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl EpochCause {
    /// What the trail calls it.
    pub const fn event(self) -> &'static str {
        match self {
            Self::Restore => "RestoreStore",
            Self::Copy => "CopyStore",
            Self::Fence => "FenceStore",
        }
    }
}

/// What names a store, also in its backups and where it was restored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreName {
    /// The version of this document's form.
    pub schema: u32,
    /// The name: random.
    pub id: String,
}

impl StoreName {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for Epoch {}
impl Document for StoreName {}
