//! From when on.

use std::time::Duration;

use model::Timestamp;

/// From when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// From that moment.
    Moment(Timestamp),
    /// From so long ago.
    Ago(Duration),
}

impl Since {
    /// The moment, seen from now.
    pub fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Moment(moment) => moment,
            Self::Ago(duration) => now.before(duration),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let ago = || ago(text).map(Self::Ago);
        let moment = || text.parse::<jiff::Timestamp>().ok();
        // Exactly a day: the parser would leave a time of day out that has no zone.
        let is_day = text.len() == "2026-09-11".len();
        let day = || {
            text.parse::<jiff::civil::Date>().ok().filter(|_| is_day)?.to_zoned(jiff::tz::TimeZone::UTC).ok()
        };
        let micros = || {
            let micros = moment().or_else(|| Some(day()?.timestamp()))?.as_microsecond();
            Some(Self::Moment(Timestamp::from_micros(u64::try_from(micros).ok()?)))
        };
        ago().or_else(micros).ok_or_else(|| {
            "neither a time like 2026-09-11T19:58:24Z or 2026-09-11, nor so long ago like 90s, 30m, 2h, 7d, 4w".to_owned()
        })
    }
}

/// `2h`, `7d`: a number and its unit.
pub(super) fn ago(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| is_number)?;
    number.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::Timestamp;

    use super::Since;

    #[test]
    fn since_is_a_moment_or_so_long_ago() {
        const SEPTEMBER: u64 = 1_789_084_800; // 2026-09-11
        for (text, since) in [
            ("90s", Some(Since::Ago(Duration::from_secs(90)))),
            ("30m", Some(Since::Ago(Duration::from_secs(1_800)))),
            ("2h", Some(Since::Ago(Duration::from_secs(7_200)))),
            ("7d", Some(Since::Ago(Duration::from_secs(604_800)))),
            ("1w", Some(Since::Ago(Duration::from_secs(604_800)))),
            ("2026-09-11", Some(Since::Moment(Timestamp::from_secs(SEPTEMBER)))),
            ("2026-09-11T00:00:01Z", Some(Since::Moment(Timestamp::from_secs(SEPTEMBER + 1)))),
            ("2026-09-11T02:00:00+02:00", Some(Since::Moment(Timestamp::from_secs(SEPTEMBER)))),
            ("2026-09-11T00:00:00", None),
            ("yesterday", None),
            ("2", None),
            ("h", None),
            ("-2h", None),
            ("+2h", None),
            ("2 h", None),
            ("2µ", None),
            ("99999999999999999999d", None),
            ("18446744073709551615w", None),
            ("1969-12-31", None),
            ("", None),
        ] {
            assert_eq!(Since::parse(text).ok(), since, "{text}");
        }
    }
}
