//! The documents about passwords, beside the password itself, which is among its owner's credentials.

use std::time::Duration;

use model::Timestamp;
use serde::{Deserialize, Serialize};
use vault::StoredPassword;

use super::Document;

/// What an account asks of the passwords of its users. Without one, the default rules hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordPolicy {
    /// The version of this document's form.
    pub schema: u32,
    /// The least number of characters.
    pub minimum_length: u32,
    /// Whether there must be a symbol.
    pub require_symbols: bool,
    /// Whether there must be a digit.
    pub require_numbers: bool,
    /// Whether there must be an uppercase letter.
    pub require_uppercase: bool,
    /// Whether there must be a lowercase letter.
    pub require_lowercase: bool,
    /// Whether every user may change the own password.
    pub users_may_change: bool,
    /// After so many days a password must be changed.
    pub max_age_days: Option<u32>,
    /// So many passwords, the latest among them, cannot be used again.
    pub reuse_prevention: Option<u32>,
    /// Whether only an administrator helps when a password is too old.
    pub hard_expiry: bool,
}

impl PasswordPolicy {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for PasswordPolicy {}

/// The passwords that a user had before.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordHistory {
    /// The version of this document's form.
    pub schema: u32,
    /// Since when the user has had a password.
    pub created: Timestamp,
    /// What was replaced, latest first.
    pub previous: Vec<StoredPassword>,
}

impl PasswordHistory {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// So many are kept: with the password that holds, as many as a policy can ask for.
    const MOST: usize = 23;

    /// Nothing was replaced yet.
    pub const fn since(created: Timestamp) -> Self {
        Self { schema: Self::SCHEMA, created, previous: Vec::new() }
    }

    /// The same, with a password that is replaced now.
    #[must_use]
    pub fn with(mut self, replaced: StoredPassword) -> Self {
        self.previous.insert(0, replaced);
        self.previous.truncate(Self::MOST);
        self
    }
}

impl Document for PasswordHistory {}

/// How often a wrong old password was said to change one, since the last right one. It delays, and never locks: what locks could be
/// used by whoever holds a key of the user to lock the user out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct WrongPasswords {
    /// The version of this document's form.
    pub schema: u32,
    /// How often.
    pub failures: u32,
    /// When last.
    pub failed_at: Timestamp,
}

impl WrongPasswords {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// Failures that bring no delay: typing is hard.
    const FREE: u32 = 5;
    const LONGEST_WAIT: Duration = Duration::from_secs(15 * 60);

    /// One more.
    pub fn after(earlier: Option<&Self>, now: Timestamp) -> Self {
        let failures = earlier.map_or(0, |earlier| earlier.failures).saturating_add(1);
        Self { schema: Self::SCHEMA, failures, failed_at: now }
    }

    /// Whether the next attempt comes too soon: 2, 4, 8 … seconds after the sixth failure and those that follow, up to 15 minutes.
    pub fn is_too_soon(&self, now: Timestamp) -> bool {
        let wait = match self.failures.saturating_sub(Self::FREE) {
            0 => Duration::ZERO,
            doublings => Duration::from_secs(2_u64.saturating_pow(doublings)).min(Self::LONGEST_WAIT),
        };
        now < self.failed_at.after(wait)
    }
}

impl Document for WrongPasswords {}
