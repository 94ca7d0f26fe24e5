//! Decimal numbers of any size, compared exactly: through a `f64`, 9007199254740993 would equal its neighbour.

use std::cmp::Ordering;

/// `0.DIGITS × 10^magnitude`, the first and the last digit not 0; zero has no digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    negative: bool,
    magnitude: i64,
    digits: Box<[u8]>,
}

impl Number {
    /// Reads `01`, `+1`, `-1.50`, `.5`, `1e0`; no `NaN` and no infinity.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (negative, unsigned) = match text.as_bytes().first()? {
            b'-' => (true, text.get(1..)?),
            b'+' => (false, text.get(1..)?),
            _ => (false, text),
        };
        let (decimal, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((decimal, exponent)) => (decimal, i64::from(exponent.parse::<i32>().ok()?)),
            None => (unsigned, 0),
        };
        let (whole, fraction) = decimal.split_once('.').unwrap_or((decimal, ""));
        let digits = || whole.bytes().chain(fraction.bytes());
        if digits().next().is_none() || !digits().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let leading = digits().take_while(|digit| *digit == b'0').count();
        let mut significant: Vec<u8> = digits().skip(leading).collect();
        significant.truncate(significant.iter().rposition(|digit| *digit != b'0').map_or(0, |last| last + 1));
        if significant.is_empty() {
            return Some(Self { negative: false, magnitude: 0, digits: Box::default() });
        }
        let shift = i64::try_from(whole.len()).ok()?.checked_sub(i64::try_from(leading).ok()?)?;
        Some(Self { negative, magnitude: exponent.checked_add(shift)?, digits: significant.into() })
    }

    const fn sign(&self) -> i8 {
        match (self.digits.is_empty(), self.negative) {
            (true, _) => 0,
            (false, false) => 1,
            (false, true) => -1,
        }
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_size = || self.magnitude.cmp(&other.magnitude).then_with(|| self.digits.cmp(&other.digits));
        self.sign()
            .cmp(&other.sign())
            .then_with(|| if self.negative { by_size().reverse() } else { by_size() })
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering::{self, Equal, Greater, Less};

    use super::Number;

    #[test]
    fn numbers_compare_by_value_and_not_by_spelling() {
        let cases: [(&str, &str, Option<Ordering>); 22] = [
            ("1", "01", Some(Equal)),
            ("1", "+1", Some(Equal)),
            ("1", "1.0", Some(Equal)),
            ("1", "1e0", Some(Equal)),
            ("10", "1E1", Some(Equal)),
            ("100", "1e+2", Some(Equal)),
            ("0.001", "1e-3", Some(Equal)),
            ("-0", "0", Some(Equal)),
            (".5", "0.50", Some(Equal)),
            ("9007199254740993", "9007199254740992", Some(Greater)),
            ("0.1", "0.10000000000000000000001", Some(Less)),
            ("-2", "-1", Some(Less)),
            ("-1", "1", Some(Less)),
            ("0", "-1", Some(Greater)),
            ("9", "10", Some(Less)),
            ("1e2000000000", "1e1999999999", Some(Greater)),
            ("NaN", "1", None),
            ("Infinity", "1", None),
            ("", "1", None),
            (".", "1", None),
            ("1e", "1", None),
            ("--1", "1", None),
        ];
        for (one, other, ordering) in cases {
            let compared = Number::parse(one).zip(Number::parse(other)).map(|(one, other)| one.cmp(&other));
            assert_eq!(compared, ordering, "{one} and {other}");
        }
    }
}
