//! What an account says of the people behind it. AWS marks all of it as sensitive: events, logs and messages hold nothing of it, but
//! the little of an address or a number that tells one from another.

use std::fmt;

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use crate::{EmailAddress, PhoneNumber};

/// A line about a person: 1 to `MOST` characters, none of them a control character, for it stands in pages and letters.
#[derive(Clone, PartialEq, Eq)]
pub struct PersonalText<const MOST: usize>(String); // INVARIANT: as said; kept by `read`

impl<const MOST: usize> PersonalText<MOST> {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MOST: usize> Field for PersonalText<MOST> {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let rule = Limits { most: MOST, pattern: r"[^\p{Cntrl}]*", matches: is_plain };
        Ok(rule.read(place, faults).map(|text| Self(text.to_owned())))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

fn is_plain(text: &str) -> bool {
    !text.chars().any(char::is_control)
}

/// A country, by two letters of ISO 3166.
#[derive(Clone, PartialEq, Eq)]
pub struct CountryCode(String);

impl CountryCode {
    /// The two letters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Field for CountryCode {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let is_one = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_uppercase());
        if !is_one {
            faults.add_hidden(place, Constraint::Pattern("[A-Z]{2}"));
        }
        Ok(is_one.then(|| Self(text.to_owned())))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

/// The number where the owner is called, as people write one; what is called is the number without its blanks.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactPhone {
    typed: String,
    number: PhoneNumber,
}

impl ContactPhone {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.typed
    }

    /// The number itself.
    pub const fn number(&self) -> &PhoneNumber {
        &self.number
    }

    fn is_written(text: &str) -> bool {
        let is_part = |byte| is_of_phone(byte) && byte != b'+';
        text.strip_prefix('+').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_part))
    }
}

impl Field for ContactPhone {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let rule = Limits { most: 20, pattern: r"[+][\s0-9()-]+", matches: Self::is_written };
        let Some(typed) = rule.read(place, faults) else { return Ok(None) };
        // AWS's pattern lets through what nobody can call.
        let Ok(number) = PhoneNumber::typed(typed).parse() else {
            faults.add_hidden(place, Constraint::Pattern(r"\+[1-9][0-9]{6,14}"));
            return Ok(None);
        };
        Ok(Some(Self { typed: typed.to_owned(), number }))
    }

    fn audit(&self) -> AuditValue {
        self.number.audit()
    }
}

/// The number of somebody else whom the account names: whatever looks like one.
#[derive(Clone, PartialEq, Eq)]
pub struct AlternatePhone(String);

impl AlternatePhone {
    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Field for AlternatePhone {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let rule =
            Limits { most: 25, pattern: r"[\s0-9()+-]+", matches: |text| text.bytes().all(is_of_phone) };
        Ok(rule.read(place, faults).map(|text| Self(text.to_owned())))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

const fn is_of_phone(byte: u8) -> bool {
    byte.is_ascii_digit() || matches!(byte, b' ' | b'(' | b')' | b'+' | b'-')
}

/// The address of somebody else whom the account names. The one for security is written to.
#[derive(Clone, PartialEq, Eq)]
pub struct AlternateEmail(String);

impl AlternateEmail {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// AWS's pattern, of which `\w` and `\s` are ASCII (rule R12).
    fn is_one(text: &str) -> bool {
        let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let Some((local, domain)) = text.trim_ascii().split_once('@') else { return false };
        let is_local = |byte: u8| is_word(byte) || b"+=.#|!&-".contains(&byte);
        let is_domain = |byte: u8| is_word(byte) || b".-".contains(&byte);
        let Some((name, last)) = domain.rsplit_once('.') else { return false };
        [(local, &is_local as &dyn Fn(u8) -> bool), (name, &is_domain), (last, &is_word)]
            .iter()
            .all(|(part, fits)| !part.is_empty() && part.bytes().all(fits))
            // The pattern has room for some that no mail can be sent to.
            && text.trim_ascii().parse::<EmailAddress>().is_ok()
    }
}

impl Field for AlternateEmail {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let pattern = r"[\s]*[\w+=.#|!&-]+@[\w.-]+\.[\w]+[\s]*";
        let rule = Limits { most: 254, pattern, matches: Self::is_one };
        Ok(rule.read(place, faults).map(|text| Self(text.trim_ascii().to_owned())))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

/// The address that a root user shall sign in with: 5 to 64 characters.
#[derive(Clone, PartialEq, Eq)]
pub struct PrimaryEmail(EmailAddress);

impl PrimaryEmail {
    /// The address.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl Field for PrimaryEmail {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        const LEAST: usize = 5;
        let rule =
            Limits { most: 64, pattern: "NAME@DOMAIN", matches: |text| text.parse::<EmailAddress>().is_ok() };
        let Some(text) = rule.read(place, faults) else { return Ok(None) };
        if text.len() < LEAST {
            faults.add_hidden(place, Constraint::MinLength(LEAST));
            return Ok(None);
        }
        Ok(text.parse().ok().map(Self))
    }

    fn audit(&self) -> AuditValue {
        self.0.audit()
    }
}

/// What a text about a person must satisfy; what breaks it is not repeated.
struct Limits {
    most: usize,
    pattern: &'static str,
    matches: fn(&str) -> bool,
}

impl Limits {
    fn read<'f>(&self, place: &Place<'f>, faults: &mut Faults) -> Option<&'f str> {
        let text = place.required(faults)?;
        let before = faults.len();
        let length = text.chars().count();
        if length < 1 {
            faults.add_hidden(place, Constraint::MinLength(1));
        }
        if length > self.most {
            faults.add_hidden(place, Constraint::MaxLength(self.most));
        }
        if length > 0 && !(self.matches)(text) {
            faults.add_hidden(place, Constraint::Pattern(self.pattern));
        }
        (faults.len() == before).then_some(text)
    }
}

// A log gets no more than an event.
macro_rules! hidden {
    ($($name:ident),+ $(,)?) => {
        $(impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        })+
    };
}

hidden!(CountryCode, ContactPhone, AlternatePhone, AlternateEmail, PrimaryEmail);

impl<const MOST: usize> fmt::Debug for PersonalText<MOST> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonalText(..)")
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;
    use crate::input::{Form, Scope};

    fn read<T: Field>(text: &str) -> Option<T> {
        let form = Form::new(vec![(Cow::from("X"), Cow::from(text.to_owned()))]).unwrap();
        let mut faults = Faults::default();
        let read = T::read(&Scope::whole(&form).place("X", "x"), &mut faults).unwrap();
        assert_eq!(read.is_none(), !faults.is_empty(), "{text:?}");
        read
    }

    #[test]
    fn lengths_are_those_of_the_service_model() {
        for (text, fits) in
            [("x", true), (&"é".repeat(50), true), ("", false), (&"x".repeat(51), false), ("a\nb", false)]
        {
            assert_eq!(read::<PersonalText<50>>(text).is_some(), fits, "{text:?}");
        }
        for (text, fits) in [("DE", true), ("de", false), ("DEU", false), ("", false), ("ÄÖ", false)] {
            assert_eq!(read::<CountryCode>(text).is_some(), fits, "{text:?}");
        }
        for (text, fits) in [("a@b.c", true), ("a@b", false), (&format!("{}@b.cc", "x".repeat(60)), false)] {
            assert_eq!(read::<PrimaryEmail>(text).is_some(), fits, "{text:?}");
        }
    }

    #[test]
    fn a_phone_is_kept_as_it_was_written_and_called_without_blanks() {
        let phone: ContactPhone = read("+49 (151) 1234-5678").unwrap();
        assert_eq!((phone.as_str(), phone.number().as_str()), ("+49 (151) 1234-5678", "+4915112345678"));
        for text in ["+", "0151 1234567", "+49 151 x", "+1-2", "+0 151 1234567", "+1 2345678901234567890"] {
            assert!(read::<ContactPhone>(text).is_none(), "{text:?}");
        }
        assert!(read::<AlternatePhone>("0151 1234567").is_some());
        assert!(read::<AlternatePhone>("call me").is_none());
    }

    #[test]
    fn r12_an_alternate_address_is_ascii() {
        for (text, kept) in [
            (" a.b+c@mail.example.org ", Some("a.b+c@mail.example.org")),
            ("a@localhost", None),
            ("ä@example.com", None),
            ("a@exämple.com", None),
            ("a@b@example.com", None),
            ("a@.", None),
            ("a b@example.com", None),
        ] {
            assert_eq!(read::<AlternateEmail>(text).as_ref().map(AlternateEmail::as_str), kept, "{text:?}");
        }
    }

    #[test]
    fn r7_nothing_about_people_prints_itself() {
        let shown = format!(
            "{:?}{:?}{:?}",
            read::<PersonalText<50>>("Jane Doe"),
            read::<AlternateEmail>("jane@example.com"),
            read::<ContactPhone>("+49 151 12345678"),
        );
        assert!(!shown.contains("Jane") && !shown.contains("jane") && !shown.contains("151"), "{shown}");
        assert_eq!(read::<PersonalText<50>>("Jane").unwrap().audit(), AuditValue::Hidden);
    }
}
