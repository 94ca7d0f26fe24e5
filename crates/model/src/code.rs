//! The six digits that a device shows.

use std::fmt;
use std::str::FromStr;

use subtle::{Choice, ConstantTimeEq};

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// The six digits an MFA device shows, for example `048217`.
///
/// `Debug` shows nothing of it: a live code never reaches a log. Comparing takes the same time whatever the digits are.
#[derive(Clone, Copy)]
pub struct AuthenticationCode(u32); // INVARIANT: below 1,000,000; kept by the two constructors

/// The text is not exactly six ASCII digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a code is exactly six digits")]
pub struct MalformedCode;

impl AuthenticationCode {
    const DIGITS: usize = 6;

    /// What is typed when a device shows this number: its last six digits.
    pub const fn last_six_of(number: u32) -> Self {
        Self(number % 1_000_000)
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

impl FromStr for AuthenticationCode {
    type Err = MalformedCode;

    fn from_str(text: &str) -> Result<Self, MalformedCode> {
        let digits: &[u8; Self::DIGITS] = text.as_bytes().try_into().map_err(|_| MalformedCode)?;
        if !digits.iter().all(u8::is_ascii_digit) {
            return Err(MalformedCode);
        }
        Ok(Self(digits.iter().fold(0, |code, digit| code * 10 + u32::from(digit - b'0'))))
    }
}

impl fmt::Debug for AuthenticationCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthenticationCode(..)")
    }
}

impl Field for AuthenticationCode {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let code = text.parse().ok();
        if code.is_none() {
            // The value is a secret even when it is wrong by one key: only the broken rules are named.
            let length = text.chars().count();
            if length < Self::DIGITS {
                faults.add_hidden(place, Constraint::MinLength(Self::DIGITS));
            }
            if length > Self::DIGITS {
                faults.add_hidden(place, Constraint::MaxLength(Self::DIGITS));
            }
            if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
                faults.add_hidden(place, Constraint::Pattern(r"[\d]+"));
            }
        }
        Ok(code)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

#[cfg(test)]
mod tests {
    use super::AuthenticationCode;

    #[test]
    fn only_six_ascii_digits_are_a_code() {
        for (text, value) in [
            ("048217", Some(48217)),
            ("000000", Some(0)),
            ("999999", Some(999_999)),
            ("12345", None),
            ("1234567", None),
            (" 12345", None),
            ("12345 ", None),
            ("+12345", None),
            ("-12345", None),
            ("12 345", None),
            ("12345\n", None),
            ("١٢٣٤٥٦", None),
            ("１２３４５６", None),
            ("", None),
        ] {
            assert_eq!(
                text.parse::<AuthenticationCode>().ok(),
                value.map(AuthenticationCode::last_six_of),
                "{text:?}"
            );
        }
    }

    #[test]
    fn r7_a_code_does_not_print_itself() {
        let code: AuthenticationCode = "123456".parse().unwrap();
        assert_eq!(format!("{code:?}"), "AuthenticationCode(..)");
    }
}
