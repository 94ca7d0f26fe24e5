//! The document of a hardware token. Serial numbers of makers are unique over all accounts, so it stands among what is global.

use mfa::TokenParameters;
use model::{AccountId, DeviceId, SerialNumber, Timestamp};
use serde::{Deserialize, Serialize};
use vault::Sealed;

use super::{Document, Owner};

/// A hardware token that was imported. Its seed comes from its maker's file, and it is never made through the API.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct HardwareToken {
    /// The version of this document's form.
    pub schema: u32,
    /// What its maker calls it.
    pub serial: SerialNumber,
    /// The token's id: another import of the same serial number has another.
    pub id: DeviceId,
    /// The account that it was imported for; none if whoever comes first may have it.
    pub account: Option<AccountId>,
    /// Since when it is here.
    pub imported: Timestamp,
    /// The import that it came with; it is there from when that has ended. None for a token that came alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub import: Option<String>,
    /// The seed, sealed to the token's id.
    pub seed: Sealed,
    /// A name of the seed, made with a key: what is known of its codes outlives the token here (rule R13).
    pub fingerprint: String,
    /// How codes are made of it.
    pub parameters: TokenParameters,
    /// Whose it is.
    pub assignment: TokenAssignment,
}

/// Whose a token is: one user's at a time, in one account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TokenAssignment {
    /// Nobody's.
    Unassigned,
    /// Somebody's.
    Enabled {
        /// In which account.
        account: AccountId,
        /// Whose.
        owner: Owner,
        /// Since when.
        at: Timestamp,
    },
}

impl HardwareToken {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// Whether an account may know of it: one it was imported for, or the one whose user has it. Elsewhere it does not exist
    /// (rule R13).
    pub fn is_known_in(&self, account: AccountId) -> bool {
        match &self.assignment {
            TokenAssignment::Enabled { account: holder, .. } => *holder == account,
            TokenAssignment::Unassigned => self.account.is_none_or(|own| own == account),
        }
    }
}

impl Document for HardwareToken {}
