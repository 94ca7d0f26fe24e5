//! Moments, in microseconds since 1970.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::input::{AuditValue, Faults, Field, Malformed, Place};

/// A moment: microseconds since 1970-01-01T00:00:00Z, never before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(u64);

impl Timestamp {
    /// The moment so many microseconds after 1970.
    pub const fn from_micros(micros: u64) -> Self {
        Self(micros)
    }

    /// The moment so many milliseconds after 1970.
    pub const fn from_millis(millis: u64) -> Self {
        Self(millis.saturating_mul(1_000))
    }

    /// The moment so many seconds after 1970.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// Microseconds since 1970.
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// Whole milliseconds since 1970.
    pub const fn millis(self) -> u64 {
        self.0 / 1_000
    }

    /// Whole seconds since 1970.
    pub const fn secs(self) -> u64 {
        self.0 / 1_000_000
    }

    /// The moment so much later.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)))
    }

    /// The moment so much earlier, 1970 at the earliest.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)))
    }

    /// How long after `earlier` this is; nothing if it is not.
    pub const fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }

    /// Whole seconds in SigV4's basic form, `20260911T195824Z`.
    pub fn basic(self) -> String {
        self.written("", "")
    }

    /// Whole seconds, in the extended form that IAM answers with, `2026-09-11T19:58:24Z`.
    pub fn extended(self) -> String {
        self.written("-", ":")
    }

    /// Every answer has a moment or two in it, so no format is interpreted here.
    fn written(self, dash: &str, colon: &str) -> String {
        let at = self.civil();
        let year = at.year().unsigned_abs();
        let mut text = String::with_capacity(20);
        for (number, after) in [
            (year / 100, ""),
            (year % 100, dash),
            (at.month().unsigned_abs().into(), dash),
            (at.day().unsigned_abs().into(), "T"),
            (at.hour().unsigned_abs().into(), colon),
            (at.minute().unsigned_abs().into(), colon),
            (at.second().unsigned_abs().into(), "Z"),
        ] {
            for digit in [number / 10, number % 10] {
                text.push(char::from_digit(digit.into(), 10).unwrap_or('0'));
            }
            text.push_str(after);
        }
        text
    }

    fn civil(self) -> jiff::civil::DateTime {
        // The years beyond 9999 are unreachable from any clock; they read as the last moment that can be written.
        i64::try_from(self.secs())
            .ok()
            .and_then(|secs| jiff::Timestamp::from_second(secs).ok())
            .unwrap_or(jiff::Timestamp::MAX)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .datetime()
    }
}

/// The text is no moment since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a moment is written as 2026-09-11T19:58:24Z")]
pub struct MalformedTimestamp;

/// As ISO 8601 writes a moment, with `Z` or an offset.
impl FromStr for Timestamp {
    type Err = MalformedTimestamp;

    fn from_str(text: &str) -> Result<Self, MalformedTimestamp> {
        let at: jiff::Timestamp = text.parse().map_err(|_| MalformedTimestamp)?;
        u64::try_from(at.as_microsecond()).map(Self).map_err(|_| MalformedTimestamp)
    }
}

impl Field for Timestamp {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        text.parse().map(Some).map_err(|_| Malformed)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Text(self.extended())
    }
}

/// `2026-09-11T19:58:24Z`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.extended())
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:06}", self.extended().trim_end_matches('Z'), self.0 % 1_000_000)
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn moments_are_read_as_they_are_written() {
        for (text, secs) in [
            ("2026-09-11T19:58:24Z", Some(1_789_156_704)),
            ("2026-09-11T21:58:24+02:00", Some(1_789_156_704)),
            ("1970-01-01T00:00:00Z", Some(0)),
            ("1969-12-31T23:59:59Z", None),
            ("2026-02-30T00:00:00Z", None),
            ("2026-09-11", None),
            ("", None),
        ] {
            assert_eq!(text.parse::<Timestamp>().ok(), secs.map(Timestamp::from_secs), "{text:?}");
        }
    }

    #[test]
    fn moments_are_written_as_aws_writes_them() {
        let moment = Timestamp::from_secs(1_789_156_704);
        assert_eq!(moment.extended(), "2026-09-11T19:58:24Z");
        assert_eq!(moment.basic(), "20260911T195824Z");
        assert_eq!(Timestamp::default().extended(), "1970-01-01T00:00:00Z");
        assert_eq!(Timestamp::from_secs(951_782_400 + 3_661).basic(), "20000229T010101Z");
        assert_eq!(Timestamp::from_micros(u64::MAX).extended(), "9999-12-30T22:00:00Z");
    }
}
