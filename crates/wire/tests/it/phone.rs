//! Phones with an authenticator app.

use std::collections::HashSet;
use std::time::Duration;

use mfa::{Parameters, Seed, Totp};
use model::Timestamp;

/// A phone: a seed, and a clock that may be wrong.
#[derive(Clone)]
pub struct Phone {
    totp: Totp,
    /// How far its clock is ahead, in seconds.
    pub ahead: i64,
}

impl Phone {
    pub fn new(seed: &str) -> Self {
        Self { totp: Totp::new(&Seed::from_base32(seed).unwrap(), Parameters::VIRTUAL), ahead: 0 }
    }

    fn step(&self, now: Timestamp) -> u64 {
        now.secs().strict_add_signed(self.ahead) / 30
    }

    /// The code that it shows.
    pub fn code(&self, now: Timestamp) -> String {
        self.totp.digits_at(self.step(now))
    }

    /// The code it showed before, and the one it shows.
    pub fn pair(&self, now: Timestamp) -> [String; 2] {
        let step = self.step(now);
        [self.totp.digits_at(step - 1), self.totp.digits_at(step)]
    }

    /// The pair it showed so many seconds ago.
    pub fn pair_of(&self, now: Timestamp, ago: u64) -> [String; 2] {
        self.pair(now.before(Duration::from_secs(ago)))
    }

    /// A code that it does not show within an hour of now.
    pub fn wrong(&self, now: Timestamp) -> String {
        self.not_shown(now, 120)
    }

    /// A code that it does not show within the steps that anything is looked for in.
    pub fn wrong_at_any_time(&self, now: Timestamp) -> String {
        self.not_shown(now, 1_100)
    }

    fn not_shown(&self, now: Timestamp, steps: u64) -> String {
        let here = self.step(now);
        let shown: HashSet<_> = (here - steps..=here + steps).map(|step| self.totp.digits_at(step)).collect();
        (0..).map(|n| format!("{n:06}")).find(|code| !shown.contains(code)).unwrap()
    }
}
