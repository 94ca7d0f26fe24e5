//! How long things took, as a histogram of fixed size.

use std::time::{Duration, Instant};

use super::Counter;

/// The upper ends of the buckets, in microseconds: from a read in memory to what nobody waits for.
const ENDS: [u64; 18] = [
    25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
    2_500_000, 5_000_000, 10_000_000,
];

/// Durations, by how long they were. Its size is fixed: who measures 60,000 a second for a week has used no more of it.
#[derive(Debug, Default)]
pub struct Durations {
    buckets: [Counter; ENDS.len()],
    longer: Counter,
    nanoseconds: Counter,
}

/// A histogram as it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct DurationsNow {
    /// The upper end of each bucket in seconds, and how many were no longer than that.
    pub within: Vec<(f64, u64)>,
    /// How many there were.
    pub count: u64,
    /// How long they were together, in seconds.
    pub seconds: f64,
}

impl Durations {
    /// One more.
    pub fn add(&self, took: Duration) {
        let nanoseconds = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX);
        let micros = nanoseconds.div_ceil(1_000);
        let place = ENDS.iter().take_while(|end| **end < micros).count();
        self.buckets.get(place).unwrap_or(&self.longer).add();
        self.nanoseconds.add_many(nanoseconds);
    }

    /// Where it stands.
    #[must_use]
    pub fn now(&self) -> DurationsNow {
        let mut count = 0;
        let within = ENDS.iter().zip(&self.buckets).map(|(end, bucket)| {
            count += bucket.now();
            (*end as f64 / 1e6, count)
        });
        let within = within.collect();
        DurationsNow {
            within,
            count: count + self.longer.now(),
            seconds: self.nanoseconds.now() as f64 / 1e9,
        }
    }
}

/// Measures how long something takes.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts one.
    #[expect(
        clippy::disallowed_methods,
        reason = "it is for figures and logs only: nothing is decided by it"
    )]
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// How long it has run.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Durations, ENDS};

    #[test]
    fn each_duration_is_in_the_first_bucket_that_is_long_enough() {
        for (nanoseconds, end) in [
            (0, Some(25)),
            (25_000, Some(25)),
            (25_001, Some(50)),
            (999_999, Some(1_000)),
            (10_000_000_000, Some(10_000_000)),
            (10_000_000_001, None),
        ] {
            let durations = Durations::default();
            durations.add(Duration::from_nanos(nanoseconds));
            let now = durations.now();
            let first = now.within.iter().position(|(_, count)| *count == 1).map(|place| ENDS[place]);
            assert_eq!(first, end, "{nanoseconds} ns");
            assert_eq!(now.count, 1);
        }
    }

    #[test]
    fn buckets_hold_those_before_them_and_the_sum_is_in_seconds() {
        let durations = Durations::default();
        for millis in [1, 2, 400, 20_000] {
            durations.add(Duration::from_millis(millis));
        }
        let now = durations.now();
        let within =
            |seconds: f64| now.within.iter().find(|(end, _)| *end == seconds).map(|(_, count)| *count);
        assert_eq!([0.0005, 0.001, 0.0025, 0.5, 10.0].map(within), [0, 1, 2, 3, 3].map(Some));
        assert_eq!(now.count, 4);
        assert!((now.seconds - 20.403).abs() < 1e-9, "{}", now.seconds);
    }
}
