//! Moments as services that speak JSON are told them: seconds since 1970.

use crate::Timestamp;
use crate::input::{AuditValue, Faults, Field, Malformed, Place};

/// A moment that is written as seconds since 1970, with a fraction or without, or as ISO 8601 has it. What is before 1970 is 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct EpochTime(pub Timestamp);

/// Digits of a fraction that count.
const FRACTION: usize = 6;

impl EpochTime {
    fn parse(text: &str) -> Option<Self> {
        let (digits, is_before) = text.strip_prefix('-').map_or((text, false), |rest| (rest, true));
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !are_digits(whole) || !are_digits(fraction) {
            return text.parse().ok().map(Self);
        }
        if is_before {
            return Some(Self(Timestamp::default()));
        }
        let whole: u64 = whole.parse().ok()?;
        let fraction: String = fraction.chars().chain("000000".chars()).take(FRACTION).collect();
        let micros = whole.checked_mul(1_000_000)?.checked_add(fraction.parse().ok()?)?;
        Some(Self(Timestamp::from_micros(micros)))
    }
}

impl Field for EpochTime {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        Self::parse(text).map(Some).ok_or(Malformed)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Text(self.0.extended())
    }
}

#[cfg(test)]
mod tests {
    use super::EpochTime;

    #[test]
    fn seconds_and_iso_8601_are_moments() {
        for (text, micros) in [
            ("1789156704", Some(1_789_156_704_000_000)),
            ("1789156704.25", Some(1_789_156_704_250_000)),
            ("1789156704.1234567", Some(1_789_156_704_123_456)),
            ("0", Some(0)),
            ("-62135596800", Some(0)),
            ("2026-09-11T19:58:24Z", Some(1_789_156_704_000_000)),
            ("99999999999999999999", None),
            ("18446744073709551615", None),
            ("1.", None),
            (".5", None),
            ("+1", None),
            ("1e9", None),
            ("", None),
            ("yesterday", None),
        ] {
            assert_eq!(EpochTime::parse(text).map(|time| time.0.micros()), micros, "{text:?}");
        }
    }
}
