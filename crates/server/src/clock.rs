//! The one clock.

mod set;

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

pub use set::{ClockRefused, SetClock};

use model::Timestamp;

/// Tells the time. A trait, so that tests and ephemeral mode can have their own.
pub trait Clock: Send + Sync + 'static {
    /// This moment.
    fn now(&self) -> Timestamp;

    /// The same clock as one that can be set, if it is one (rule R30).
    fn settable(&self) -> Option<&SetClock> {
        None
    }
}

/// The system's clock, which stands still instead of running backwards: "this code is later than the last one" and "issued
/// after" must hold within a process, whatever a time server does to the machine.
#[derive(Debug, Default)]
pub struct MonotonicClock {
    latest: AtomicU64,
}

impl MonotonicClock {
    /// A clock that has shown nothing yet.
    pub const fn new() -> Self {
        Self { latest: AtomicU64::new(0) }
    }

    fn no_earlier(&self, micros: u64) -> Timestamp {
        Timestamp::from_micros(self.latest.fetch_max(micros, Ordering::Relaxed).max(micros))
    }
}

impl Clock for MonotonicClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else is given")]
    fn now(&self) -> Timestamp {
        // A machine that believes itself before 1970 has no time to tell: it reads as 1970, and every check fails closed.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.no_earlier(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, MonotonicClock};

    #[test]
    fn time_stands_still_when_the_system_clock_is_set_back() {
        let clock = MonotonicClock::new();
        for (system, shown) in [(10, 10), (20, 20), (5, 20), (19, 20), (21, 21)] {
            assert_eq!(clock.no_earlier(system).micros(), shown);
        }
        assert!(clock.now() <= clock.now());
    }
}
