//! The moment at which a request says it was signed.

use model::Timestamp;

use crate::refusal::Refusal;

/// A moment, with the text of it that is signed, `20150830T123600Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: Timestamp,
    basic: [u8; 16], // INVARIANT: ASCII; kept by the two constructors
}

impl Moment {
    /// The moment of a clock, in whole seconds.
    pub(crate) fn of(at: Timestamp) -> Self {
        let mut basic = [b'0'; 16];
        // `basic` is shorter or longer only for years that no clock reaches.
        basic.iter_mut().zip(at.basic().bytes()).for_each(|(place, byte)| *place = byte);
        Self { at, basic }
    }

    /// Reads an `X-Amz-Date`: ISO 8601's basic form, to the second, in UTC, and no other.
    pub(crate) fn parse_basic(text: &[u8]) -> Result<Self, Refusal> {
        read_basic(text).ok_or_else(|| Refusal::MalformedDate(String::from_utf8_lossy(text).into_owned()))
    }

    /// Reads a `Date` header: the basic form, or that of RFC 1123, `Sun, 30 Aug 2015 12:36:00 GMT`.
    pub(crate) fn parse_header(text: &[u8]) -> Result<Self, Refusal> {
        read_rfc1123(text).map_or_else(|| Self::parse_basic(text), |at| Ok(Self::of(at)))
    }

    /// `20150830T123600Z`
    pub(crate) fn basic(&self) -> &str {
        str::from_utf8(&self.basic).unwrap_or_default()
    }

    /// `20150830`
    pub(crate) fn day(&self) -> &str {
        self.basic().get(..8).unwrap_or_default()
    }
}

fn read_basic(text: &[u8]) -> Option<Moment> {
    let basic: [u8; 16] = text.try_into().ok()?;
    let [y1, y2, y3, y4, o1, o2, d1, d2, b'T', h1, h2, m1, m2, s1, s2, b'Z'] = basic else {
        return None;
    };
    let year = number(&[y1, y2])? * 100 + number(&[y3, y4])?;
    let (month, day) = (number(&[o1, o2])?, number(&[d1, d2])?);
    let at = moment(year, month, day, [number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?])?;
    Some(Moment { at, basic })
}

const MONTHS: [&[u8]; 12] =
    [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];
const WEEKDAYS: [&[u8]; 7] = [b"Thu,", b"Fri,", b"Sat,", b"Sun,", b"Mon,", b"Tue,", b"Wed,"]; // 1970 began on a Thursday

fn read_rfc1123(text: &[u8]) -> Option<Timestamp> {
    let words: Vec<_> = text.splitn(7, |byte| *byte == b' ').collect();
    let [weekday, &[d1, d2], month, &[y1, y2, y3, y4], time, zone] = *words else {
        return None;
    };
    let &[h1, h2, b':', m1, m2, b':', s1, s2] = time else {
        return None;
    };
    let month = (1..).zip(MONTHS).find(|(_, name)| *name == month)?.0;
    let year = number(&[y1, y2])? * 100 + number(&[y3, y4])?;
    let time = [number(&[h1, h2])?, number(&[m1, m2])?, number(&[s1, s2])?];
    let at = moment(year, month, number(&[d1, d2])?, time)?;
    // A wrong day of the week means that one of the two is not what the signer meant.
    let expected = WEEKDAYS.get(usize::try_from(at.secs() / 86_400 % 7).ok()?)?;
    (*expected == weekday && zone == b"GMT").then_some(at)
}

/// Two decimal digits.
fn number(digits: &[u8; 2]) -> Option<u64> {
    let [tens, ones] = digits;
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| u64::from(tens - b'0') * 10 + u64::from(ones - b'0'))
}

/// The moment of a date and a time of day in the Gregorian calendar, from 1970 on, without leap seconds.
fn moment(year: u64, month: u64, day: u64, [hour, minute, second]: [u64; 3]) -> Option<Timestamp> {
    let leap = is_leap(year);
    let exists =
        year >= 1970 && day >= 1 && day <= days_in(month, leap)? && hour < 24 && minute < 60 && second < 60;
    if !exists {
        return None;
    }
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400; // in the years up to and including this one
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let months: u64 = (1..month).filter_map(|month| days_in(month, leap)).sum();
    Some(Timestamp::from_secs((((years + months + day - 1) * 24 + hour) * 60 + minute) * 60 + second))
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in(month: u64, leap: bool) -> Option<u64> {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::Moment;

    #[test]
    fn both_forms_of_a_date_are_read_and_nothing_else() {
        for (text, basic) in [
            ("20150830T123600Z", Some("20150830T123600Z")),
            ("Sun, 30 Aug 2015 12:36:00 GMT", Some("20150830T123600Z")),
            ("20240229T235959Z", Some("20240229T235959Z")),
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some("19700101T000000Z")),
            ("20000229T000000Z", Some("20000229T000000Z")),
            ("21000228T000000Z", Some("21000228T000000Z")),
            ("21000229T000000Z", None),
            ("20230229T000000Z", None),
            ("Mon, 30 Aug 2015 12:36:00 GMT", None),
            ("Sun, 30 Aug 2015 12:36:00 UTC", None),
            ("Sunday, 30-Aug-15 12:36:00 GMT", None),
            ("20150830T123660Z", None),
            ("20150830T246000Z", None),
            ("20151330T123600Z", None),
            ("20150800T123600Z", None),
            ("19691231T235959Z", None),
            ("2015-08-30T12:36:00Z", None),
            ("20150830T123600+", None),
            ("+0150830T123600Z", None),
            ("20150830T123600Z ", None),
            ("", None),
        ] {
            let read = Moment::parse_header(text.as_bytes()).ok();
            assert_eq!(read.map(|moment| moment.basic().to_owned()), basic.map(str::to_owned), "of {text}");
            // The seconds agree with the calendar of `model`, which is another implementation.
            assert_eq!(read.map(|moment| moment.at.basic()), basic.map(str::to_owned), "of {text}");
        }
    }
}
