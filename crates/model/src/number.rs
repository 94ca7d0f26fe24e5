//! Whole numbers with a range.

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// A whole number from `MIN` to `MAX`. Read as AWS reads an integer: an optional sign and decimal digits, zeros in front allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Whole<const MIN: i32, const MAX: i32>(i32);

impl<const MIN: i32, const MAX: i32> Whole<MIN, MAX> {
    /// The number, if it is in range.
    pub const fn new(number: i32) -> Option<Self> {
        if MIN <= number && number <= MAX { Some(Self(number)) } else { None }
    }

    /// The number.
    pub const fn number(self) -> i32 {
        self.0
    }
}

impl<const MIN: i32, const MAX: i32> Field for Whole<MIN, MAX> {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let number: i32 = text.parse().map_err(|_| Malformed)?;
        if number < MIN {
            faults.add(place, text, Constraint::Min(MIN));
        }
        if number > MAX {
            faults.add(place, text, Constraint::Max(MAX));
        }
        Ok(Self::new(number))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Number(self.0.into())
    }
}

/// Yes or no, as AWS reads it: `true`, `false`, `1` or `0`, and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Flag(pub bool);

impl Field for Flag {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        match text {
            "true" | "1" => Ok(Some(Self(true))),
            "false" | "0" => Ok(Some(Self(false))),
            _ => Err(Malformed),
        }
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Flag(self.0)
    }
}
