//! Two codes in order: how a device is enabled and resynchronized.

use std::time::Duration;

use model::Timestamp;
use subtle::ConstantTimeEq;

use crate::bounds::{Interval, PAIR_READING_MS, Source, ahead, step_at};
use crate::clock::{Matches, REACH_STEPS};
use crate::{AuthenticationCode, Clock, PointBudget, Step, Totp};

/// How far from now, or from the counter, a pair may lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// An administrator, who has the device at hand: of a counter 1000 ahead; of a clock, as far as anybody.
    Administrator,
    /// Whoever enables a device, or a session with MFA: of a clock 1000 steps back and ahead, of a counter 100 ahead.
    Full,
    /// The user without MFA: of a clock 40 steps back, because old pairs can have been phished, and 1000 ahead; of a counter
    /// 100 ahead.
    WithoutMfa,
}

impl Reach {
    const fn steps_back(self) -> u64 {
        match self {
            Self::Administrator | Self::Full => REACH_STEPS,
            Self::WithoutMfa => 40,
        }
    }
}

/// What became of a pair. Whoever typed it is told only whether it was found. `S` is what is known of the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairSearch<S = Clock> {
    /// The pair is right. It counts once `state` is committed in place of what was asked.
    Found {
        /// What is known now: bounds fresh from a pair, and both steps used.
        state: S,
        /// The step of the second code.
        step: Step,
        /// How far that step is from the one that our clock is in, or from the counter; negative if it is older.
        drift_steps: i64,
    },
    /// The codes are a pair of this device, but no later than its last step: they were used, or its clock was set back.
    Older {
        /// How many steps later a pair has to be.
        by_steps: u64,
        /// How long the device needs to get there by itself. One with a counter does not: its button has to be pressed.
        wait: Option<Duration>,
        /// As of [`PairSearch::NotFound`].
        tried: u32,
        /// As of [`PairSearch::NotFound`].
        budget: PointBudget,
    },
    /// The codes are not two consecutive ones within reach.
    NotFound {
        /// Where they would have been found with [`Reach::Full`]: how far the second one is from now, in steps.
        out_of_reach: Option<i64>,
        /// What [`Guesses::record_failure`](crate::Guesses::record_failure) charges. Two guessed codes are a pair within
        /// reach with a chance of 2,000 in 10^12, and one guessed beside one that was phished with 1 in 10^6, which is
        /// what one candidate of a code is: so 1, not the number of pairs.
        tried: u32,
        /// How many points the principal may have before this device's failures lock.
        budget: PointBudget,
    },
    /// The counter waits for an administrator, which whoever asked is not (rule R31).
    Fenced {
        /// As of [`PairSearch::NotFound`].
        tried: u32,
        /// As of [`PairSearch::NotFound`].
        budget: PointBudget,
    },
}

/// What a failed pair costs.
pub(crate) const PAIR_POINTS: u32 = 1;

impl Clock {
    /// Looks for two codes shown one after the other, within reach of now and both later than the last step.
    ///
    /// All 2001 steps are computed and compared, whatever matches and however far this caller may reach. If several
    /// pairs match, the newest wins, for the reason that it does in [`Clock::check`].
    ///
    /// A pair typed later than five minutes after it was read is accepted too, but its bounds are then off, and the
    /// next code may be refused; a fresh pair mends that. AWS does the same.
    pub fn find_pair(
        &self,
        totp: &Totp,
        code1: AuthenticationCode,
        code2: AuthenticationCode,
        now: Timestamp,
        reach: Reach,
    ) -> PairSearch {
        let period = totp.parameters().period_ms();
        let here = step_at(now, period);
        let (oldest, newest) = (here.saturating_sub(REACH_STEPS), here.saturating_add(REACH_STEPS));
        let reached = here.saturating_sub(reach.steps_back());

        let (mut found, mut older, mut beyond) = (Matches::default(), Matches::default(), Matches::default());
        let mut first_shown = totp.shows(code1, oldest);
        for first in oldest..newest {
            let second = first.saturating_add(1);
            let shown = totp.authentication_code_at(second);
            let is_pair = first_shown & shown.ct_eq(&code2);
            first_shown = shown.ct_eq(&code1);

            // Which of the three a step belongs to depends on the times only, not on the codes.
            let noted = match self.last_step {
                Some(last) if first <= last => &mut older,
                _ if first < reached => &mut beyond,
                _ => &mut found,
            };
            noted.note(is_pair, second);
        }

        let (tried, budget) = (PAIR_POINTS, self.budget(now));
        match (found.steps(), older.steps(), self.last_step) {
            (Some(_), _, _) => {
                let step = found.last;
                let offsets = Interval::of(step, step, PAIR_READING_MS, period, now);
                let state = Self {
                    bounds: Some(offsets.measured(now, Source::Pair)),
                    last_step: self.last_step.max(Some(step)),
                };
                PairSearch::Found { state, step, drift_steps: ahead(step, here) }
            }
            (None, Some((_, second)), Some(last)) => {
                // The pair's first step is second - 1, and the first one that will do is last + 1.
                let by_steps = last.saturating_add(2).saturating_sub(second);
                let secs = by_steps.saturating_mul(u64::from(totp.parameters().period_secs));
                PairSearch::Older { by_steps, wait: Some(Duration::from_secs(secs)), tried, budget }
            }
            _ => {
                let out_of_reach = beyond.steps().map(|(_, second)| ahead(second, here));
                PairSearch::NotFound { out_of_reach, tried, budget }
            }
        }
    }
}

#[cfg(test)]
mod tests;
