//! What the rules are for: device clocks, honest users and attackers, for a year and more.
//!
//! Every run is the same run: the randomness is a generator of our own with a written seed.

mod attackers;
mod honest;

use std::time::Duration;

use model::Timestamp;

use crate::{AuthenticationCode, Clock, PairSearch, Parameters, Reach, Seed, Step, Totp};

const START: Timestamp = Timestamp::from_secs(1_789_156_704);
const DAY_MS: u64 = 24 * 3_600_000;

/// SplitMix64: enough randomness for a simulation.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    /// From `least` to below `end`.
    fn between(&mut self, least: i64, end: i64) -> i64 {
        least.strict_add_unsigned(self.next() % end.abs_diff(least))
    }

    fn one_in(&mut self, times: u64) -> bool {
        self.next().is_multiple_of(times)
    }
}

fn later(now: Timestamp, ms: u64) -> Timestamp {
    now.after(Duration::from_millis(ms))
}

/// A device whose clock wanders.
struct Device {
    totp: Totp,
    /// Nanoseconds it was ahead of us at `since`.
    offset_ns: i64,
    since: Timestamp,
    /// How fast it gains, in parts per million; 25 at most.
    gain_ppm: i64,
}

impl Device {
    fn new(random: &mut Random, parameters: Parameters, offset_ms: i64) -> Self {
        let seed: Vec<u8> = (0..5).flat_map(|_| random.next().to_be_bytes()).collect();
        let totp = Totp::new(&Seed::from_bytes(seed), parameters);
        Self { totp, offset_ns: offset_ms * 1_000_000, since: START, gain_ppm: 0 }
    }

    fn period_ms(&self) -> u64 {
        u64::from(self.totp.parameters().period_secs) * 1_000
    }

    /// Lets time pass; from now on the clock gains by another rate.
    fn wander(&mut self, now: Timestamp, gain_ppm: i64) {
        let elapsed_ms = i64::try_from(now.millis() - self.since.millis()).unwrap();
        self.offset_ns += elapsed_ms * self.gain_ppm;
        (self.since, self.gain_ppm) = (now, gain_ppm);
    }

    fn time_ms(&self, now: Timestamp) -> u64 {
        let elapsed_ms = i64::try_from(now.millis() - self.since.millis()).unwrap();
        let ahead_ms = (self.offset_ns + elapsed_ms * self.gain_ppm).div_euclid(1_000_000);
        now.millis().strict_add_signed(ahead_ms)
    }

    fn step(&self, now: Timestamp) -> Step {
        self.time_ms(now) / self.period_ms()
    }

    fn code(&self, step: Step) -> AuthenticationCode {
        self.totp.authentication_code_at(step)
    }

    /// When, from `now` on, the device shows a step later than this one.
    fn shows_after(&self, step: Step, now: Timestamp) -> Timestamp {
        let begins = (step + 1) * self.period_ms();
        // A millisecond more than the device's own count, for the rate at which it counts.
        let wait = begins.saturating_sub(self.time_ms(now));
        if wait == 0 { now } else { later(now, wait + wait / 10_000 + 1) }
    }

    /// Two codes read one after the other, and sent so late; the moment they are sent.
    fn pair(&self, unused: Step, now: Timestamp, late_ms: u64) -> ([Step; 2], Timestamp) {
        let first_read = self.shows_after(unused, now);
        let first = self.step(first_read);
        let second_read = self.shows_after(first, first_read);
        ([first, self.step(second_read)], later(second_read, late_ms))
    }

    fn find(&self, clock: &Clock, [first, second]: [Step; 2], now: Timestamp, reach: Reach) -> PairSearch {
        clock.find_pair(&self.totp, self.code(first), self.code(second), now, reach)
    }
}
