//! How long requests took, each of them kept: ten minutes of them are some megabytes.

use std::time::Duration;

use super::mix::Class;

/// So many errors are told in their words.
const TOLD: usize = 5;

/// What was answered.
#[derive(Default)]
pub struct Tally {
    /// For each class the microseconds of each call.
    micros: [Vec<u32>; Class::SHARES.len()],
    /// How many requests failed.
    pub failed: u64,
    /// What the first of them said.
    pub errors: Vec<String>,
}

/// How long requests took, in milliseconds.
#[derive(Clone, Copy)]
pub struct Times {
    pub count: usize,
    pub p50: f64,
    pub p99: f64,
    pub max: f64,
}

impl Tally {
    /// A request whose calls took so long.
    pub fn add(&mut self, class: Class, laps: &[Duration]) {
        let place = Class::SHARES.iter().position(|(one, _)| *one == class);
        if let Some(micros) = place.and_then(|place| self.micros.get_mut(place)) {
            micros.extend(laps.iter().copied().map(self::micros));
        }
    }

    /// A request that failed.
    pub fn fail(&mut self, error: String) {
        self.failed += 1;
        if self.errors.len() < TOLD {
            self.errors.push(error);
        }
    }

    /// What somebody else counted.
    pub fn take(&mut self, other: Self) {
        for (mine, other) in self.micros.iter_mut().zip(other.micros) {
            mine.extend(other);
        }
        self.failed += other.failed;
        self.errors.extend(other.errors);
        self.errors.truncate(TOLD);
    }

    /// Of all calls together.
    pub fn all(&self) -> Times {
        Times::of(self.micros.iter().flatten().copied().collect())
    }

    /// Of each class.
    pub fn by_class(&self) -> impl Iterator<Item = (Class, Times)> {
        Class::SHARES.iter().zip(&self.micros).map(|((class, _), micros)| (*class, Times::of(micros.clone())))
    }
}

/// Four bytes are enough for an hour.
pub fn micros(time: Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

impl Times {
    /// Of these, in microseconds.
    pub fn of(mut micros: Vec<u32>) -> Self {
        micros.sort_unstable();
        // The rank that so many percent of all are at or below.
        let at = |percent: usize| {
            let rank = (micros.len() * percent).div_ceil(100).max(1);
            micros.get(rank - 1).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
        };
        Self { count: micros.len(), p50: at(50), p99: at(99), max: at(100) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Class, Tally, Times};
    use std::time::Duration;

    #[test]
    fn a_percentile_is_a_time_that_so_many_did_not_exceed() {
        let times = Times::of((1..=1_000).rev().map(|number| number * 1_000).collect());
        assert_eq!((times.count, times.p50, times.p99, times.max), (1_000, 500.0, 990.0, 1_000.0));
        let one = Times::of(vec![7_000]);
        assert_eq!((one.p50, one.p99, one.max), (7.0, 7.0, 7.0));
        assert!(Times::of(Vec::new()).p50.is_nan());
    }

    #[test]
    fn calls_of_all_clients_count() {
        let (mut one, mut other) = (Tally::default(), Tally::default());
        one.add(Class::Life, &[Duration::from_millis(1); 5]);
        other.add(Class::GetUser, &[Duration::from_millis(2)]);
        other.fail("no".to_owned());
        one.take(other);
        assert_eq!((one.all().count, one.failed, one.errors.len()), (6, 1, 1));
        let counts: Vec<_> = one.by_class().map(|(_, times)| times.count).collect();
        assert_eq!(counts, [0, 1, 0, 0, 0, 0, 5]);
    }
}
