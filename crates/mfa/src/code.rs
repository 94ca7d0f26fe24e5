//! The digits that people type.

use std::fmt;
use std::str::FromStr;

use subtle::{Choice, ConstantTimeEq};

/// The six digits an MFA device shows, for example `048217`.
///
/// `Debug` shows nothing of it: a live code never reaches a log. Comparing takes the same time whatever the digits are.
#[derive(Clone, Copy)]
pub struct AuthenticationCode(u32); // INVARIANT: below 1,000,000; kept by the two constructors

/// The text is not exactly six ASCII digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code is six digits")]
pub struct MalformedCode;

impl AuthenticationCode {
    /// How many codes there are.
    pub(crate) const COUNT: u32 = 1_000_000;

    /// What is typed when a device shows this number: its last six digits.
    pub const fn last_six_of(number: u32) -> Self {
        Self(number % Self::COUNT)
    }
}

impl FromStr for AuthenticationCode {
    type Err = MalformedCode;

    // Exactly ^[0-9]{6}$ as the AWS models print it: no trimming, no sign, no digits of other scripts.
    fn from_str(text: &str) -> Result<Self, MalformedCode> {
        let digits: &[u8; 6] = text.as_bytes().try_into().map_err(|_| MalformedCode)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(MalformedCode);
        }
        Ok(Self(digits.iter().fold(0, |code, digit| code * 10 + u32::from(digit - b'0'))))
    }
}

impl ConstantTimeEq for AuthenticationCode {
    fn ct_eq(&self, other: &Self) -> Choice {
        self.0.ct_eq(&other.0)
    }
}

impl PartialEq for AuthenticationCode {
    fn eq(&self, other: &Self) -> bool {
        self.ct_eq(other).into()
    }
}

impl Eq for AuthenticationCode {}

impl fmt::Debug for AuthenticationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthenticationCode(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::AuthenticationCode;

    #[test]
    fn only_six_ascii_digits_are_a_code() {
        for (typed, valid) in [
            ("048217", true),
            ("000000", true),
            ("999999", true),
            ("04821", false),
            ("0482170", false),
            ("048 17", false),
            (" 48217", false),
            ("+48217", false),
            ("-48217", false),
            ("0x8217", false),
            ("٠٤٨", false), // six bytes, three Arabic digits
            ("٠٤٨٢١٧", false),
            ("048217\n", false),
            ("", false),
        ] {
            assert_eq!(typed.parse::<AuthenticationCode>().is_ok(), valid, "{typed:?}");
        }
    }

    // R7: codes never appear in a Debug.
    #[test]
    fn r7_a_code_is_not_shown_by_debug() {
        let code: AuthenticationCode = "048217".parse().unwrap();
        assert_eq!(format!("{code:?}"), "AuthenticationCode(..)");
    }

    #[test]
    fn codes_are_equal_when_all_their_digits_are() {
        let code: AuthenticationCode = "048217".parse().unwrap();
        assert_eq!(code, AuthenticationCode::last_six_of(94_048_217));
        for other in ["048218", "148217", "000000"] {
            assert_ne!(code, other.parse().unwrap());
        }
    }
}
