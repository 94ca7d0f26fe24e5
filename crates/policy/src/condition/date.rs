//! Dates: ISO 8601, with or without a time, or seconds since 1970.

/// Milliseconds since 1970. More than 64 bits: IAM accepts any number of seconds that fits in 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Date(i128);

const MINUTE: i128 = 60_000;
const HOUR: i128 = 60 * MINUTE;
const DAY: i128 = 24 * HOUR;

impl Date {
    /// Reads `2026-11-27T01:31:26.5Z`, any beginning of it that ends with a whole part, offsets instead of `Z`, and
    /// `1795743086`. As lenient as IAM: years may be negative, `T` and `Z` small, a part may have one digit.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let lower = text.to_ascii_lowercase();
        if !lower.contains('t') && !lower.contains('-') {
            let seconds = lower.parse::<i64>().ok().filter(|seconds| *seconds >= 0)?;
            return Some(Self(i128::from(seconds) * 1000));
        }
        let (date, time) = lower.split_once('t').unwrap_or((&lower, ""));
        Some(Self(days(date)? * DAY + time_of_day(time)?))
    }
}

/// Days from 1970 to a date of the Gregorian calendar.
fn days(date: &str) -> Option<i128> {
    let (negative, date) = date.strip_prefix('-').map_or((false, date), |date| (true, date));
    let mut parts = date.split('-');
    let year = i128::from(number::<i32>(parts.next()?, 0..=292_278_993)?);
    let month = parts.next().map_or(Some(1), |month| number(month, 1..=12))?;
    let day = parts.next().map_or(Some(1), |day| number(day, 1..=31))?;
    let year = if negative { -year } else { year };
    if parts.next().is_some() || year < -292_275_054 {
        return None;
    }
    // Years that begin in March: the day that some have and some have not is then the last one.
    let (year, month) = if month <= 2 { (year - 1, month + 9) } else { (year, month - 3) };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let day_of_year = i128::from((153 * month + 2) / 5 + day - 1);
    Some(year * 365 + leap_days + day_of_year - 719_468)
}

/// Milliseconds from midnight in UTC.
fn time_of_day(time: &str) -> Option<i128> {
    if time.is_empty() {
        return Some(0);
    }
    let zone = time.find(['z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at_checked(zone)?;
    let mut parts = clock.split(':');
    let hour = number(parts.next()?, 0..=23)?;
    let minute = parts.next().map_or(Some(0), |minute| number(minute, 0..=59))?;
    let millis = parts.next().map_or(Some(0), milliseconds)?;
    if parts.next().is_some() {
        return None;
    }
    Some(i128::from(hour) * HOUR + i128::from(minute) * MINUTE + millis - offset(zone)?)
}

/// Seconds with up to nine decimals, of which three count.
fn milliseconds(seconds: &str) -> Option<i128> {
    let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, "0"));
    let whole = number(whole, 0..=59)?;
    if fraction.len() > 9 {
        return None;
    }
    let nanos =
        i128::from(number(fraction, 0..=999_999_999)?) * 10_i128.pow(9 - u32::try_from(fraction.len()).ok()?);
    Some(i128::from(whole) * 1000 + nanos / 1_000_000)
}

/// `z`, `+01`, `-01:30`, or nothing, which is UTC.
fn offset(zone: &str) -> Option<i128> {
    let (sign, offset) = match zone.as_bytes().first() {
        None => return Some(0),
        Some(b'z') => return (zone == "z").then_some(0),
        Some(b'-') => (-1, zone.get(1..)?),
        Some(_) => (1, zone.get(1..)?),
    };
    let (hours, minutes) = offset.split_once(':').unwrap_or((offset, "00"));
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    Some(sign * (i128::from(number(hours, 0..=23)?) * HOUR + i128::from(number(minutes, 0..=59)?) * MINUTE))
}

/// Decimal digits and nothing else, in bounds.
fn number<N: TryFrom<u32> + PartialOrd>(digits: &str, bounds: std::ops::RangeInclusive<N>) -> Option<N> {
    let all_digits = digits.bytes().all(|digit| digit.is_ascii_digit());
    let number = N::try_from(digits.parse::<u32>().ok()?).ok()?;
    (all_digits && bounds.contains(&number)).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::Date;

    #[test]
    fn every_form_of_a_date_is_the_moment_it_says() {
        for (text, millis) in [
            ("1970-01-01", Some(0)),
            ("2030-01-01T00:00:00Z", Some(1_893_456_000_000)),
            ("2030-01-01", Some(1_893_456_000_000)),
            ("1893456000", Some(1_893_456_000_000)),
            ("2030-01-01t01:00:00+01", Some(1_893_456_000_000)),
            ("2029-12-31T22:30:00-01:30", Some(1_893_456_000_000)),
            ("2016-12-13T21:20:37.593194+00:00", Some(1_481_664_037_593)),
            ("2024-02-29T12:00Z", Some(1_709_208_000_000)),
            ("2000-03-01", Some(951_868_800_000)),
            ("1900-03-01", Some(-2_203_891_200_000)),
            ("-0001-01-01", Some(-62_198_755_200_000)),
            ("2030", Some(2_030_000)),
            ("01T", Some(-62_135_596_800_000)),
            ("9223372036854775807", Some(9_223_372_036_854_775_807_000)),
            ("9223372036854775808", None),
            ("sdfdsf", None),
            ("not-a-date", None),
            ("234-13", None),
            ("2016-12-13t2:00:00.593194+1", None),
            ("2016-12-13t2:00:00.1999999999+10:59", None),
            ("2016-12-13t24:00", None),
            ("2016-12-13t2:00:00zz", None),
            ("2016-+1-13", None),
            ("2016-1-1-1", None),
            ("", None),
        ] {
            assert_eq!(Date::parse(text), millis.map(Date), "{text}");
        }
    }
}
