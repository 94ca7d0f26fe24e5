//! Whether this machine's clock can be believed (rule R30).
//!
//! Codes, sessions and revocations are held against the time. Nodes that share a store must agree about it, or a code could be
//! used at one after it was used at another that is ahead. So each compares its clock with the store's own, and accepts nobody
//! while it is far off.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use model::Timestamp;

use crate::Service;
use crate::error::{Error, Failure};

/// A difference that is reported.
const REPORTED: Duration = Duration::from_secs(2);
/// A difference with which no code and no session is accepted.
const TOLERATED: Duration = Duration::from_secs(15);

/// How far this machine's clock is from the store's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClockOffset {
    /// Ours less the store's, in microseconds; what the time of the question leaves open counts as no difference.
    micros: i64,
}

impl ClockOffset {
    /// What is known after asking: ours before and after, and the store's in between.
    #[must_use]
    pub fn between(before: Timestamp, store_micros: u64, after: Timestamp) -> Self {
        let ahead = difference(before.micros(), store_micros);
        let behind = difference(after.micros(), store_micros);
        // The answer was made at some moment in between: the difference is somewhere from `ahead` to `behind`.
        let micros = if ahead > 0 { ahead } else { behind.min(0) };
        Self { micros }
    }

    /// By how many milliseconds this machine is ahead; below zero, behind.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.micros / 1_000
    }

    /// Whether somebody should look at it.
    #[must_use]
    pub fn is_reported(self) -> bool {
        self.distance() > REPORTED
    }

    /// Whether codes and sessions may be judged with it.
    #[must_use]
    pub fn is_tolerated(self) -> bool {
        self.distance() <= TOLERATED
    }

    const fn distance(self) -> Duration {
        Duration::from_micros(self.micros.unsigned_abs())
    }
}

impl std::fmt::Display for ClockOffset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let side = if self.micros < 0 { "behind" } else { "ahead of" };
        write!(f, "{:.1} s {side} the store's", self.distance().as_secs_f64())
    }
}

fn difference(ours: u64, theirs: u64) -> i64 {
    i64::try_from(i128::from(ours) - i128::from(theirs)).unwrap_or(if ours > theirs {
        i64::MAX
    } else {
        i64::MIN
    })
}

/// The last comparison. Before the first, and where the store has no clock of its own, there is no difference.
#[derive(Debug, Default)]
pub struct ClockTrust(AtomicI64);

impl Service {
    /// Asks the store for its time. Nothing, where it has none of its own: there the machine's clock is the only one.
    ///
    /// # Errors
    /// If the store fails; what was known before stays.
    pub async fn compare_clocks(
        &self,
        now: impl Fn() -> Timestamp + Send,
    ) -> Result<Option<ClockOffset>, Error> {
        let before = now();
        let Some(stores) = self.records.store().clock().await? else { return Ok(None) };
        let offset = ClockOffset::between(before, stores, now());
        self.clock_trust.0.store(offset.micros, Ordering::Relaxed);
        Ok(Some(offset))
    }

    /// What the last comparison found.
    #[must_use]
    pub fn clock_offset(&self) -> ClockOffset {
        ClockOffset { micros: self.clock_trust.0.load(Ordering::Relaxed) }
    }

    /// Refuses to judge anybody with a clock that is wrong.
    pub(crate) fn believe_clock(&self) -> Result<(), Error> {
        let offset = self.clock_offset();
        if offset.is_tolerated() { Ok(()) } else { Err(Error::ServiceFailure(Failure::Clock(offset))) }
    }
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::ClockOffset;

    const SECOND: u64 = 1_000_000;

    #[test]
    fn r30_a_difference_is_what_the_time_of_asking_does_not_explain() {
        let at = |seconds: u64| Timestamp::from_micros(seconds * SECOND);
        // Ours before, the store's, ours after; milliseconds ahead, whether it is reported, whether tolerated.
        for (before, store, after, millis, reported, tolerated) in [
            (1_000, 1_000, 1_000, 0, false, true),
            (1_000, 1_005, 1_010, 0, false, true), // a slow answer
            (1_000, 998, 1_000, 2_000, false, true),
            (1_003, 1_000, 1_004, 3_000, true, true),
            (1_000, 1_004, 1_001, -3_000, true, true),
            (1_015, 1_000, 1_040, 15_000, true, true),
            (1_016, 1_000, 1_040, 16_000, true, false),
            (1_000, 1_300, 1_001, -299_000, true, false),
        ] {
            let offset = ClockOffset::between(at(before), store * SECOND, at(after));
            let case = (before, store, after);
            assert_eq!(offset.millis(), millis, "{case:?}");
            assert_eq!((offset.is_reported(), offset.is_tolerated()), (reported, tolerated), "{case:?}");
        }
        let far = ClockOffset::between(at(0), u64::MAX / 2, at(0));
        assert!(!far.is_tolerated());
    }
}
