//! The clocks of this program, in one place.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use model::Timestamp;
use rustix::time::{ClockId, clock_gettime};

/// A moment to measure from.
#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
pub fn start() -> Instant {
    Instant::now()
}

/// The processor time that this thread has taken: what else the machine does does not count.
pub fn processor() -> Duration {
    let taken = clock_gettime(ClockId::ThreadCPUTime);
    Duration::try_from(taken).unwrap_or_default()
}

/// The time of day, for signatures and codes.
#[expect(clippy::disallowed_methods, reason = "clients have clocks of their own")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_micros(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
}

/// The step that authenticators are in.
pub fn step() -> u64 {
    now().secs() / 30
}

/// So many things in that time, a second.
pub fn rate(things: u64, time: Duration) -> f64 {
    // Counts of things that a benchmark does fit into 52 bits.
    #[expect(clippy::cast_precision_loss, reason = "a rate is an estimate")]
    let things = things as f64;
    things / time.as_secs_f64().max(1e-9)
}
