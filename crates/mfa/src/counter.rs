//! What is known of the counter of a device that shows a code at the press of a button, and whether a code is accepted.
//!
//! Such a device knows no time: a code that was read stays right until a later one is used. So it goes forward only, and the
//! codes that are tried are few.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;

use crate::bounds::ahead;
use crate::clock::{Matches, REACH_STEPS};
use crate::pair::PAIR_POINTS;
use crate::{AuthenticationCode, Check, Drift, Hotp, Miss, PairSearch, PointBudget, Reach, Step};

/// So many codes may have been shown and typed nowhere before the one that is accepted (RFC 4226, section 7.4, calls it `s`).
const LOOK_AHEAD: u64 = 5;
/// So far beyond the counter a pair may end: a token that was played with for an evening.
const PAIR_REACH: u64 = 100;

/// What is known of one device's counter: a stored document, replaced whenever a code or a pair is accepted.
///
/// It outlives an assignment: a seed that is deactivated, removed and imported again keeps it (rule R13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counter {
    /// The value whose code is expected next; all before it are used.
    // INVARIANT: never becomes smaller; `at_least`, `check` and `find_pair` only raise it.
    next: Step,
    /// When a code or a pair was accepted last, in milliseconds since 1970; none before whoever has the device enabled it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used_at_ms: Option<u64>,
    /// Whether nothing is accepted before an administrator's pair.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    is_fenced: bool,
}

impl Counter {
    /// The counter of a device that nobody has enabled yet. It accepts no code before a pair.
    pub const fn new(next: Step) -> Self {
        Self { next, used_at_ms: None, is_fenced: false }
    }

    /// The value whose code is expected next.
    pub const fn next(&self) -> Step {
        self.next
    }

    /// When a code or a pair was accepted last.
    pub fn last_used(&self) -> Option<Timestamp> {
        self.used_at_ms.map(Timestamp::from_millis)
    }

    /// Whether nothing is accepted before an administrator's pair.
    pub const fn is_fenced(&self) -> bool {
        self.is_fenced
    }

    /// The same counter, or where a seed file says that it stands if that is later: what was used stays used, whatever a file
    /// that is imported again says (rule R13).
    #[must_use]
    pub const fn at_least(self, imported: Step) -> Self {
        if self.next < imported { Self { next: imported, ..self } } else { self }
    }

    /// The counter of a device that is taken from its user: what was used stays used (rule R13).
    #[must_use]
    pub const fn deactivated(self) -> Self {
        Self { used_at_ms: None, ..self }
    }

    /// The counter after the store was restored, or may have lost commits: which codes were accepted in the lost time is
    /// unknown, and no time has made them old. It waits for an administrator's pair (rule R31).
    #[must_use]
    pub const fn fenced(self) -> Self {
        Self { is_fenced: true, ..self }
    }

    /// Whether a code is accepted now: the one that is expected, or one of the five after it.
    ///
    /// Every candidate is computed and compared, in constant time. If several values show this code, the newest of them is
    /// used, else the same digits would be accepted again: once in 200,000 sign-ins this makes a user press a few times.
    pub fn check(&self, hotp: &Hotp, code: AuthenticationCode, now: Timestamp) -> Check<Self> {
        let (mut matches, mut tried) = (Matches::default(), 0);
        if self.used_at_ms.is_some() && !self.is_fenced {
            for value in self.next..self.beyond(LOOK_AHEAD + 1) {
                matches.note(hotp.shows(code, value), value);
                tried += 1;
            }
        }
        match matches.steps() {
            Some((_, step)) => {
                let drift = Drift::Skipped(step.saturating_sub(self.next));
                Check::Accepted { state: self.used(step, now), step, drift }
            }
            None => Check::Refused { tried, why: self.diagnose(hotp, code), budget: PointBudget::Regular },
        }
    }

    /// What a refused code was. Looks at every value within reach, whatever it finds, as a clock does.
    fn diagnose(&self, hotp: &Hotp, code: AuthenticationCode) -> Miss {
        let (mut reused, mut drifted) = (Matches::default(), Matches::default());
        for value in self.next.saturating_sub(REACH_STEPS)..self.next {
            reused.note(hotp.shows(code, value), value);
        }
        // From far to near, so that the match noted last is the nearest one.
        for value in (self.next..self.beyond(REACH_STEPS)).rev() {
            drifted.note(hotp.shows(code, value), value);
        }
        match (self.is_fenced, reused.steps(), drifted.steps()) {
            (true, ..) => Miss::Fenced,
            (false, Some(_), _) => Miss::Reused { step: reused.last },
            (false, None, Some(_)) => Miss::Drifted { steps: ahead(drifted.last, self.next) },
            (false, None, None) => Miss::Wrong,
        }
    }

    /// Looks for two codes shown one after the other, both of the counter or later, within reach.
    ///
    /// All values within an administrator's reach, and as many that are used, are computed and compared, whatever matches and
    /// however far this caller may reach. If several pairs match, the newest wins, as in [`Counter::check`].
    pub fn find_pair(
        &self,
        hotp: &Hotp,
        code1: AuthenticationCode,
        code2: AuthenticationCode,
        now: Timestamp,
        reach: Reach,
    ) -> PairSearch<Self> {
        let oldest = self.next.saturating_sub(REACH_STEPS);
        let reached = self.beyond(match reach {
            Reach::Administrator => REACH_STEPS,
            Reach::Full | Reach::WithoutMfa => PAIR_REACH,
        });

        let (mut found, mut older, mut beyond) = (Matches::default(), Matches::default(), Matches::default());
        let mut first_shown = hotp.shows(code1, oldest);
        for second in oldest.saturating_add(1)..self.beyond(REACH_STEPS) {
            let shown = hotp.authentication_code_at(second);
            let is_pair = first_shown & shown.ct_eq(&code2);
            first_shown = shown.ct_eq(&code1);

            // Which of the three a value belongs to depends on the counter only, not on the codes.
            let noted = match second {
                _ if second <= self.next => &mut older,
                _ if second >= reached => &mut beyond,
                _ => &mut found,
            };
            noted.note(is_pair, second);
        }

        let (tried, budget) = (PAIR_POINTS, PointBudget::Regular);
        if self.is_fenced && reach != Reach::Administrator {
            return PairSearch::Fenced { tried, budget };
        }
        match (found.steps(), older.steps()) {
            (Some((_, step)), _) => {
                let state = Self { is_fenced: false, ..self.used(step, now) };
                PairSearch::Found { state, step, drift_steps: ahead(step, self.next) }
            }
            // The pair's first value is second - 1, and the first one that will do is the counter's.
            (None, Some((_, second))) => {
                let by_steps = self.next.saturating_add(1).saturating_sub(second);
                PairSearch::Older { by_steps, wait: None, tried, budget }
            }
            (None, None) => {
                let out_of_reach = beyond.steps().map(|(_, second)| ahead(second, self.next));
                PairSearch::NotFound { out_of_reach, tried, budget }
            }
        }
    }

    /// The counter after this value was used.
    fn used(self, step: Step, now: Timestamp) -> Self {
        Self { next: self.next.max(step.saturating_add(1)), used_at_ms: Some(now.millis()), ..self }
    }

    /// The end of the values that are so many from the counter on. The very last value of all is never reached: there would
    /// be none after it to expect.
    const fn beyond(&self, count: u64) -> Step {
        self.next.saturating_add(count)
    }
}

#[cfg(test)]
mod tests;
