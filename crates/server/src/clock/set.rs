//! The clock of a server that is there to test something: it can be set, and stand still. Forward only (rule R30), so that what holds
//! within a process because time never runs backwards holds here too.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use model::Timestamp;

use super::{Clock, MonotonicClock};

/// A clock that begins where it is told to, goes on from there by itself or not, and can be set forward.
#[derive(Debug)]
pub struct SetClock {
    real: MonotonicClock,
    hands: Mutex<Hands>,
}

/// Where it stood at a moment of the real clock.
#[derive(Debug)]
struct Hands {
    at: Timestamp,
    since: Timestamp,
    runs: bool,
}

/// Why the clock stays as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockRefused {
    /// It would run backwards.
    #[error("the clock goes forward only, and it is {now} already")]
    Backward {
        /// What it shows.
        now: Timestamp,
    },
    /// Nobody can write such a time.
    #[error("the clock ends at {LATEST}")]
    TooLate,
}

/// The last moment that can be set: from there on, years could not be written.
const LATEST: Timestamp = Timestamp::from_secs(253_370_764_800); // 9999-01-01

impl SetClock {
    /// A clock that begins at a moment, or at the real one.
    ///
    /// # Errors
    /// If that is too late.
    pub fn new(at: Option<Timestamp>, runs: bool) -> Result<Self, ClockRefused> {
        let real = MonotonicClock::new();
        let since = real.now();
        let at = at.unwrap_or(since);
        if at > LATEST {
            return Err(ClockRefused::TooLate);
        }
        Ok(Self { real, hands: Mutex::new(Hands { at, since, runs }) })
    }

    /// What the system's clock says.
    pub fn real(&self) -> Timestamp {
        self.real.now()
    }

    /// Whether it goes on by itself.
    pub fn runs(&self) -> bool {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner).runs
    }

    /// Sets it forward by so much, and says what it shows then.
    ///
    /// # Errors
    /// If that is too late.
    pub fn advance(&self, by: Duration) -> Result<Timestamp, ClockRefused> {
        self.turn(|now| Ok(now.after(by)))
    }

    /// Sets it forward to a moment.
    ///
    /// # Errors
    /// If that is past, or too late.
    pub fn set(&self, to: Timestamp) -> Result<Timestamp, ClockRefused> {
        self.turn(|now| if to < now { Err(ClockRefused::Backward { now }) } else { Ok(to) })
    }

    fn turn(
        &self,
        to: impl FnOnce(Timestamp) -> Result<Timestamp, ClockRefused>,
    ) -> Result<Timestamp, ClockRefused> {
        let mut hands = self.hands.lock().unwrap_or_else(PoisonError::into_inner);
        let real = self.real.now();
        let at = to(hands.shown(real))?;
        if at > LATEST {
            return Err(ClockRefused::TooLate);
        }
        *hands = Hands { at, since: real, runs: hands.runs };
        Ok(at)
    }
}

impl Hands {
    fn shown(&self, real: Timestamp) -> Timestamp {
        if self.runs { self.at.after(real.since(self.since)) } else { self.at }
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let hands = self.hands.lock().unwrap_or_else(PoisonError::into_inner);
        hands.shown(self.real.now())
    }

    fn settable(&self) -> Option<&SetClock> {
        Some(self)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Timestamp;

    use super::{Clock, ClockRefused, LATEST, SetClock};
    use crate::MonotonicClock;

    const BEGIN: Timestamp = Timestamp::from_secs(1_800_000_000);

    #[test]
    fn r30_a_clock_is_set_forward_and_never_back() {
        let clock = SetClock::new(Some(BEGIN), false).unwrap();
        assert_eq!(clock.now(), BEGIN);
        let later = BEGIN.after(Duration::from_secs(90));
        assert_eq!(clock.advance(Duration::from_secs(90)), Ok(later));
        assert_eq!(clock.now(), later);
        assert_eq!(clock.set(BEGIN), Err(ClockRefused::Backward { now: later }));
        assert_eq!(clock.set(later), Ok(later), "where it stands already");
        assert_eq!(clock.advance(Duration::MAX), Err(ClockRefused::TooLate));
        assert_eq!(clock.set(LATEST.after(Duration::from_secs(1))), Err(ClockRefused::TooLate));
        assert_eq!(clock.now(), later, "what was refused moved nothing");
    }

    #[test]
    fn one_that_runs_goes_on_from_where_it_was_set() {
        let clock = SetClock::new(None, true).unwrap();
        assert!(clock.now() <= clock.real());
        let set = clock.advance(Duration::from_hours(1)).unwrap();
        let shown = clock.now();
        assert!(shown >= set && shown.since(clock.real()) <= Duration::from_hours(1));
        assert!(clock.now() >= shown);
    }

    #[test]
    fn r30_no_other_clock_can_be_set() {
        assert!(MonotonicClock::new().settable().is_none());
        assert!(SetClock::new(None, true).unwrap().settable().is_some());
    }
}
