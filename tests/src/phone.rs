//! A phone with an authenticator app.

use mfa::{Parameters, Seed, Totp};

use crate::clock::now;

/// A phone: a seed, and a clock that may be wrong.
///
/// Nobody waits for its next code. It shows each step once; asked again within the same half minute, it sets its clock forward to
/// the next step. To the server that is a clock which runs a little fast.
#[derive(Clone)]
pub struct Phone {
    totp: Totp,
    ahead: i64,
    shown: u64,
}

/// Steps in which the server may look for a code that was just given: as far as five minutes after a pair reach, and more.
const NEAR: u64 = 16;
const PERIOD: u64 = 30;

impl Phone {
    /// A phone that has scanned this seed, in base32, and whose clock is so many seconds ahead of the real one, or behind it.
    pub fn new(seed: &str, ahead: i64) -> Self {
        let seed = Seed::from_base32(seed).expect("the server gave a seed that is none");
        Self { totp: Totp::new(&seed, Parameters::VIRTUAL), ahead, shown: 0 }
    }

    /// Another phone with the same seed, which has shown nothing yet.
    #[must_use]
    pub fn replacement(&self, ahead: i64) -> Self {
        Self { totp: self.totp.clone(), ahead, shown: 0 }
    }

    /// The next code.
    ///
    /// Once in 60,000 times two near steps show the same digits, and the server takes the later one. Such a step is passed over,
    /// or the next code would be refused, rightly.
    pub fn code(&mut self) -> String {
        let mut step = self.next_step();
        while (1..=NEAR).any(|later| self.totp.code_at(step + later) == self.totp.code_at(step)) {
            step += 1;
        }
        self.show(step);
        self.totp.digits_at(step)
    }

    /// The next two codes.
    pub fn pair(&mut self) -> [String; 2] {
        let step = self.next_step();
        self.show(step + 1);
        [step, step + 1].map(|step| self.totp.digits_at(step))
    }

    /// Whether a code that was used is also right for a step still to come, as happens once in 60,000 times.
    pub fn will_show(&self, code: &str) -> bool {
        (self.shown + 1..self.next_step() + NEAR).any(|step| self.totp.digits_at(step) == code)
    }

    /// A code that it shows at no time near now.
    pub fn wrong_code(&self) -> String {
        let now = self.next_step();
        let shown: Vec<_> = (now - 1_100..now + 1_100).map(|step| self.totp.digits_at(step)).collect();
        (0..)
            .map(|number| format!("{number:06}"))
            .find(|code| !shown.contains(code))
            .expect("there are a million")
    }

    fn next_step(&self) -> u64 {
        self.clock().max(self.shown + 1)
    }

    fn clock(&self) -> u64 {
        now().secs().strict_add_signed(self.ahead) / PERIOD
    }

    fn show(&mut self, step: u64) {
        let forward = step.saturating_sub(self.clock()) * PERIOD;
        self.ahead = self.ahead.strict_add_unsigned(forward);
        self.shown = step;
    }
}
