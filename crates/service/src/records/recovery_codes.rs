//! The document of somebody's recovery codes (`signin/recovery_codes`).

use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::Document;

/// The recovery codes that somebody made at once. Of each there is a hash only (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryCodes {
    /// The version of this document's form.
    pub schema: u32,
    /// When they were made.
    pub made: Timestamp,
    /// Random, and hashed with each code: whoever tries codes against a stolen store tries them for one person at a time.
    pub salt: String,
    /// The codes.
    pub codes: Vec<KeptCode>,
}

/// What is kept of a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptCode {
    /// SHA-256, in hexadecimal digits.
    pub hash: String,
    /// When it was used: it never works again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub used: Option<Timestamp>,
}

impl RecoveryCodes {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// So many are made at once.
    pub const COUNT: usize = 10;

    /// How many were not used yet.
    pub fn left(&self) -> usize {
        self.codes.iter().filter(|code| code.used.is_none()).count()
    }
}

impl Document for RecoveryCodes {}
