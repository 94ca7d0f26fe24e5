//! Whose an account alias is. The document is global: aliases are unique among all accounts.

use std::time::Duration;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// An account's claim to an alias. It outlives the alias: links, bookmarks and saved passwords that bear it lead nowhere for
/// a while, instead of to a stranger's page (rule R12).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AliasClaim {
    /// The version of this document's form.
    pub schema: u32,
    /// Whose it is, or was.
    pub account: AccountId,
    /// Since when it is given up, if it is.
    pub freed: Option<Timestamp>,
}

impl AliasClaim {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// So long an alias that was given up rests before another account may have it: 90 days.
    pub const REST: Duration = Duration::from_hours(90 * 24);

    /// A claim to an alias that is in use from now on.
    pub const fn of(account: AccountId) -> Self {
        Self { schema: Self::SCHEMA, account, freed: None }
    }

    /// The claim to an alias that is given up at a moment.
    #[must_use]
    pub const fn freed_at(&self, now: Timestamp) -> Self {
        Self { schema: Self::SCHEMA, account: self.account, freed: Some(now) }
    }

    /// Whether an account may have the alias: nobody has it, and it is the account's own of old, or has rested.
    pub fn is_open_to(&self, account: AccountId, now: Timestamp) -> bool {
        self.freed.is_some_and(|freed| self.account == account || now.since(freed) >= Self::REST)
    }
}

impl Document for AliasClaim {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r12_a_freed_alias_rests_for_90_days_for_all_but_who_had_it() {
        let [own, other] = [111_111_111_111, 222_222_222_222].map(|id| AccountId::new(id).unwrap());
        let freed = Timestamp::from_secs(1_800_000_000);
        let later = |secs| freed.after(Duration::from_secs(secs));
        let claim = AliasClaim::of(own);
        for account in [own, other] {
            assert!(!claim.is_open_to(account, later(100 * 86_400)), "it is in use");
        }
        let claim = claim.freed_at(freed);
        for (secs, is_open) in [(0, false), (90 * 86_400 - 1, false), (90 * 86_400, true)] {
            assert!(claim.is_open_to(own, later(secs)));
            assert_eq!(claim.is_open_to(other, later(secs)), is_open, "{secs}");
        }
        assert!(!claim.is_open_to(other, freed.before(Duration::from_secs(1))), "a clock that was set back");
    }
}
