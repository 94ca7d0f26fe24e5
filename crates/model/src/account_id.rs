//! Account ids: twelve decimal digits.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// The number of an account: twelve decimal digits, zeros in front included.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountId(u64); // INVARIANT: below 10^12; kept by the two constructors

/// The text is not an account id of twelve digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an account id is twelve digits")]
pub struct MalformedAccountId;

impl AccountId {
    const END: u64 = 1_000_000_000_000;

    /// The number that stands where something belongs to no account.
    pub const NONE: Self = Self(0);

    /// The account with this number, if it has at most twelve digits.
    pub const fn new(number: u64) -> Option<Self> {
        if number < Self::END { Some(Self(number)) } else { None }
    }

    /// The number, below 10^12.
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The twelve digits, without a place on the heap: they are in every ARN, several times a request.
    pub fn digits(self) -> AccountDigits {
        let mut digits = [b'0'; 12];
        let mut rest = self.0;
        for digit in digits.iter_mut().rev() {
            *digit += u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
        }
        AccountDigits(digits)
    }
}

/// The digits of an account id, as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountDigits([u8; 12]); // INVARIANT: ASCII digits; made by `AccountId::digits` alone

impl Deref for AccountDigits {
    type Target = str;

    fn deref(&self) -> &str {
        str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for AccountId {
    type Err = MalformedAccountId;

    fn from_str(text: &str) -> Result<Self, MalformedAccountId> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(MalformedAccountId);
        }
        text.parse().ok().and_then(Self::new).ok_or(MalformedAccountId)
    }
}

impl Field for AccountId {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let id = text.parse().ok();
        if id.is_none() {
            faults.add(place, text, Constraint::Pattern(r"\d{12}"));
        }
        Ok(id)
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Text(self.to_string())
    }
}

impl TryFrom<String> for AccountId {
    type Error = MalformedAccountId;

    fn try_from(text: String) -> Result<Self, MalformedAccountId> {
        text.parse()
    }
}

impl From<AccountId> for String {
    fn from(id: AccountId) -> Self {
        (*id.digits()).to_owned()
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.digits())
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::AccountId;

    #[test]
    fn only_twelve_ascii_digits_are_an_account_id() {
        for (text, valid) in [
            ("123456789012", true),
            ("000000000000", true),
            ("12345678901", false),
            ("1234567890123", false),
            ("+12345678901", false),
            ("12345678901a", false),
            ("١٢٣٤٥٦٧٨٩٠١٢", false),
            ("", false),
        ] {
            assert_eq!(
                text.parse::<AccountId>().map(|id| id.to_string()).ok(),
                valid.then(|| text.to_owned())
            );
        }
    }
}
