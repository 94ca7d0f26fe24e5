//! The only clock of the tests.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::Timestamp;

/// This moment. Requests are signed with it, and phones show the codes of it.
#[expect(
    clippy::disallowed_methods,
    reason = "the server under test has the system's clock, and so its clients do"
)]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).expect("the clock is set");
    Timestamp::from_micros(u64::try_from(since.as_micros()).expect("the clock is set"))
}

/// Measures how long something takes. Only printed, never asserted.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Begins now.
    #[expect(clippy::disallowed_methods, reason = "what is measured is printed, and decides nothing")]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since it began.
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}
