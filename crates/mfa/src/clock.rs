//! What is known of one device's clock, and whether a code is accepted.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use subtle::{Choice, ConditionallySelectable};

use crate::bounds::{Bounds, CODE_READING_MS, Interval, Source, Window, ahead, step_at};
use crate::{AuthenticationCode, Parameters, Step, Totp};

/// How far out, in steps, a refused code is looked for, and a pair may lie.
pub(crate) const REACH_STEPS: u64 = 1_000;
/// A device that nobody used for so long has wide bounds, and fewer people would miss it.
const REGULAR_USE_MS: u64 = 15 * 24 * 3_600 * 1_000;
/// The most candidates of a device in regular use: bounds of 90 s, 15 days of wandering on both sides, a minute of
/// reading, and one step beyond on either side.
pub(crate) const REGULAR_MOST: u32 = 11;

/// What is known of one device's clock: a stored document, replaced whenever a code or a pair is accepted.
///
/// It outlives an assignment: a seed that is deactivated, removed and imported again keeps its last step (R13).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bounds: Option<Bounds>,
    // INVARIANT: never becomes smaller; `check`, `find_pair` and `fenced` only raise it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) last_step: Option<Step>,
}

/// What became of a code. `S` is what is known of the device: its clock, or its counter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check<S = Clock> {
    /// The code is right. It counts once `state` is committed in place of what was asked.
    Accepted {
        /// What is known now.
        state: S,
        /// The step that the code was of; it and all before it are used.
        step: Step,
        /// How far the device was from what was expected of it.
        drift: Drift,
    },
    /// The code is not accepted.
    Refused {
        /// How many steps it was compared with: what [`Guesses::record_failure`](crate::Guesses::record_failure) charges.
        tried: u32,
        /// What it was. For the audit trail and the administrator only: whoever typed it is told nothing of this.
        why: Miss,
        /// How many points the principal may have before this device's failures lock.
        budget: PointBudget,
    },
}

/// How far a device was from what was expected of it. For the audit trail only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drift {
    /// Its clock is so many milliseconds ahead of ours, by the middle of the new bounds; negative if it is slow.
    Milliseconds(i64),
    /// It showed so many codes that nobody typed.
    Skipped(u64),
}

/// What a refused code was. For the audit trail only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Miss {
    /// A code of the right time, but of a step no later than the last one used.
    Reused {
        /// The step it was of.
        step: Step,
    },
    /// The code of a step that the device should not be showing now. One wrong code in 500 looks so by chance.
    Drifted {
        /// How far that step is from the one that our clock is in, or from the counter: negative if it is older. Within ±1000.
        steps: i64,
    },
    /// The code of no step within ±1000.
    Wrong,
    /// Any code, while the counter waits for an administrator (rule R31).
    Fenced,
}

/// Which limit a failure is measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointBudget {
    /// A device in regular use, or one with a counter: few candidates, and one guess in 2,000 may succeed before the lock.
    Regular,
    /// A device unused for 15 days or fresh from a pair: more candidates a code, and one in 500.
    Wide,
}

impl Clock {
    /// The clock of a device that nobody has enabled yet. It accepts no code before a pair.
    pub const fn new() -> Self {
        Self { bounds: None, last_step: None }
    }

    /// What is known of the offset, if anything was measured.
    pub const fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The last step ever accepted.
    pub const fn last_step(&self) -> Option<Step> {
        self.last_step
    }

    /// The clock of a device that is taken from its user: the offset is forgotten, the last step is not (R13).
    #[must_use]
    pub const fn deactivated(self) -> Self {
        Self { bounds: None, last_step: self.last_step }
    }

    /// The clock after the store was restored, or may have lost commits (R31): codes accepted in the lost time are
    /// unknown, so every step that could have been accepted until now is used.
    #[must_use]
    pub fn fenced(self, parameters: Parameters, now: Timestamp) -> Self {
        let period = parameters.period_ms();
        let highest = self.bounds.map_or_else(
            || step_at(now, period),
            |bounds| Window::at(&bounds, period, now).highest(), //
        );
        Self { bounds: self.bounds, last_step: self.last_step.max(Some(highest)) }
    }

    /// Which limit a failure on this device is measured against.
    pub fn budget(&self, now: Timestamp) -> PointBudget {
        match self.bounds {
            Some(Bounds { source: Source::Code, measured_at_ms, .. })
                if now.millis().saturating_sub(measured_at_ms) < REGULAR_USE_MS =>
            {
                PointBudget::Regular
            }
            _ => PointBudget::Wide,
        }
    }

    /// Whether a code is accepted now.
    ///
    /// Every candidate is computed and compared, in constant time: how long this takes tells neither which of them
    /// matched nor how nearly. If several steps show this code, the newest of them becomes the last step: were it the
    /// oldest, the same six digits would be accepted again a minute later. The bounds then keep what any of them allows.
    /// Once in 150,000 sign-ins this makes a user who signs in again wait for a step or two.
    pub fn check(&self, totp: &Totp, code: AuthenticationCode, now: Timestamp) -> Check {
        let period = totp.parameters().period_ms();
        let window = self.bounds.map(|bounds| Window::at(&bounds, period, now));

        let (mut within, mut any, mut tried) = (Matches::default(), Matches::default(), 0_u32);
        if let Some(window) = &window {
            for step in window.candidates(self.last_step) {
                let shown = totp.shows(code, step);
                any.note(shown, step);
                if window.allows(step) {
                    within.note(shown, step);
                }
                tried += 1;
            }
        }

        let offsets = match (window.as_ref(), within.steps(), any.steps()) {
            (Some(window), Some((first, last)), _) => {
                Interval::of(first, last, CODE_READING_MS, period, now).met(window.offsets)
            }
            // Only one step beyond: the clock was corrected, so what was known of it is void.
            (_, _, Some((first, last))) => Interval::of(first, last, CODE_READING_MS, period, now),
            _ => return self.refused(totp, code, now, window.as_ref(), tried),
        };
        let bounds = offsets.measured(now, Source::Code);
        let state = Self { bounds: Some(bounds), last_step: self.last_step.max(Some(any.last)) };
        Check::Accepted { state, step: any.last, drift: Drift::Milliseconds(bounds.middle_ms()) }
    }

    fn refused(
        &self,
        totp: &Totp,
        code: AuthenticationCode,
        now: Timestamp,
        window: Option<&Window>,
        tried: u32,
    ) -> Check {
        // More candidates than regular use can need are a wide window, however it came about.
        let budget = if tried > REGULAR_MOST { PointBudget::Wide } else { self.budget(now) };
        Check::Refused { tried, why: self.diagnose(totp, code, now, window), budget }
    }

    /// What a refused code was. Looks at every step within reach, whatever it finds: the answer is as late for a code
    /// that was used before, or would have matched further out, as for a wrong one.
    fn diagnose(
        &self,
        totp: &Totp,
        code: AuthenticationCode,
        now: Timestamp,
        window: Option<&Window>,
    ) -> Miss {
        let here = step_at(now, totp.parameters().period_ms());
        let used =
            |step| self.last_step.is_some_and(|last| step <= last) && window.is_some_and(|w| w.reaches(step));

        let (mut reused, mut drifted) = (Matches::default(), Matches::default());
        // From far to near, so that the match noted last is the nearest one.
        for distance in (0..=REACH_STEPS).rev() {
            for step in [here.saturating_sub(distance), here.saturating_add(distance)] {
                let shown = totp.shows(code, step);
                if used(step) {
                    reused.note(shown, step);
                } else {
                    drifted.note(shown, step);
                }
            }
        }
        match (reused.steps(), drifted.steps()) {
            (Some(_), _) => Miss::Reused { step: reused.last },
            (None, Some(_)) => Miss::Drifted { steps: ahead(drifted.last, here) },
            (None, None) => Miss::Wrong,
        }
    }
}

/// The first and the last step that was noted as a match, kept without branching on it.
#[derive(Clone, Copy)]
pub(crate) struct Matches {
    found: Choice,
    first: Step,
    pub(crate) last: Step,
}

impl Default for Matches {
    fn default() -> Self {
        Self { found: Choice::from(0), first: 0, last: 0 }
    }
}

impl Matches {
    pub(crate) fn note(&mut self, is_match: Choice, step: Step) {
        self.first.conditional_assign(&step, is_match & !self.found);
        self.last.conditional_assign(&step, is_match);
        self.found |= is_match;
    }

    /// The first and the last match. Whether there is one is about to be answered, so it may be branched on.
    pub(crate) fn steps(&self) -> Option<(Step, Step)> {
        bool::from(self.found).then_some((self.first, self.last))
    }
}

#[cfg(test)]
mod tests;
