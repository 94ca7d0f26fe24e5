//! TOTP (RFC 6238): which code a device shows in a step. It is HOTP of the number of the step.

use std::fmt;

use subtle::Choice;

use crate::{AuthenticationCode, Hotp, Parameters, Seed, Step};

/// The code generator of a device whose codes go by time.
///
/// `Debug` shows nothing. It lives as long as one check; the seed's memory, not this state, is wiped.
#[derive(Clone)]
pub struct Totp {
    hotp: Hotp,
    parameters: Parameters,
}

impl Totp {
    /// The generator of a device with this seed.
    pub fn new(seed: &Seed, parameters: Parameters) -> Self {
        Self { hotp: Hotp::new(seed, parameters.algorithm, parameters.digits), parameters }
    }

    /// What the device makes its codes with.
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The last six digits of what the device shows in this step, as a number.
    pub fn code_at(&self, step: Step) -> u32 {
        self.hotp.code_at(step)
    }

    /// What is typed in this step.
    pub fn authentication_code_at(&self, step: Step) -> AuthenticationCode {
        self.hotp.authentication_code_at(step)
    }

    /// All digits that the device shows in this step, zeros in front included. For tests and authenticators.
    pub fn digits_at(&self, step: Step) -> String {
        self.hotp.digits_at(step)
    }

    /// Whether the device shows this code in this step; as slow for one code as for another.
    pub(crate) fn shows(&self, code: AuthenticationCode, step: Step) -> Choice {
        self.hotp.shows(code, step)
    }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Totp;
    use crate::{Parameters, Seed};

    // R7: the keyed state is as secret as the seed.
    #[test]
    fn r7_a_generator_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", Totp::new(&Seed::from_bytes([1; 40]), Parameters::VIRTUAL)), "Totp(..)");
    }
}
