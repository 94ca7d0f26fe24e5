//! The document of what a principal guessed wrong.

use serde::{Deserialize, Serialize};

use super::Document;

/// Failures, delays, points and locks of one principal, over all its devices and doors.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Guesses {
    /// The version of this document's form.
    pub schema: u32,
    /// What `mfa` counts.
    pub guesses: mfa::Guesses,
}

impl Guesses {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for Guesses {}
