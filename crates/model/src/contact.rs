//! Where the owner of an account is reached: an e-mail address, and a phone. Events keep only a part of either, and messages
//! nothing: it is enough to tell one from another, and too little to write to.

use std::fmt;
use std::str::FromStr;

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// The text is no address, or no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an address is NAME@DOMAIN in ASCII; a phone number begins with + and the country")]
pub struct MalformedContact;

/// Declares a way to reach somebody.
macro_rules! contact {
    ($(#[$doc:meta])* $name:ident, $pattern:literal, $longest:literal, $is_one:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String); // INVARIANT: it is one; kept by the constructors

        impl $name {
            /// The whole of it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = MalformedContact;

            fn from_str(text: &str) -> Result<Self, MalformedContact> {
                let is_one: fn(&str) -> bool = $is_one;
                if text.len() <= $longest && is_one(text) { Ok(Self(text.to_owned())) } else { Err(MalformedContact) }
            }
        }

        impl Field for $name {
            fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
                let Some(text) = place.required(faults) else { return Ok(None) };
                let read = text.parse().ok();
                if read.is_none() {
                    faults.add_hidden(place, Constraint::Pattern($pattern));
                }
                Ok(read)
            }

            fn audit(&self) -> AuditValue {
                AuditValue::Text(self.hidden())
            }
        }

        // A log gets no more than an event.
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.hidden())
            }
        }
    };
}

contact! {
    /// An e-mail address: a dot-atom of ASCII and a domain of labels (RFC 5321, section 4.1.2), without what needs quotes and without addresses
    /// of machines. Nothing that a mail header could stumble over (rule R12), and nothing that no mail can be sent to.
    EmailAddress, "NAME@DOMAIN", 254, |text| {
        text.split_once('@').is_some_and(|(local, domain)| {
            local.len() <= 64 && local.split('.').all(is_atom) && domain.split('.').all(is_label)
        })
    }
}

contact! {
    /// A phone number in the international form of E.164: `+4915112345678`, at most fifteen digits.
    PhoneNumber, r"\+[1-9][0-9]{6,14}", 16, |text| {
        text.strip_prefix('+').is_some_and(|digits| {
            digits.len() >= 7 && !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit())
        })
    }
}

fn is_atom(part: &str) -> bool {
    !part.is_empty()
        && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-=?^_`{|}~".contains(&byte))
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

impl EmailAddress {
    /// What others than its owner see: `r…@e….com`.
    pub fn hidden(&self) -> String {
        let (local, domain) = self.0.split_once('@').unwrap_or_default();
        let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
        // The last part is a country or a kind: it tells nothing of whom the rest belongs to.
        match domain.rsplit_once('.') {
            Some((name, last)) => format!("{}…@{}….{last}", first(local), first(name)),
            None => format!("{}…@{}…", first(local), first(domain)),
        }
    }
}

impl PhoneNumber {
    /// What others than its owner see: `+49…78`.
    pub fn hidden(&self) -> String {
        let begin = &self.0[..3];
        let end = &self.0[self.0.len() - 2..];
        format!("{begin}…{end}")
    }

    /// The number, if the text is one that people would read as one: blanks, hyphens and parentheses are left out.
    pub fn typed(text: &str) -> String {
        text.chars().filter(|character| !matches!(character, ' ' | '-' | '(' | ')' | '.' | '/')).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{EmailAddress, PhoneNumber};

    #[test]
    fn r12_an_address_is_ascii_with_one_at() {
        for (text, hidden) in [
            ("root@example.com", Some("r…@e….com")),
            ("a.b+c@mail.example.org", Some("a…@m….org")),
            ("root@localhost", Some("r…@l…")),
            ("@example.com", None),
            ("root@", None),
            ("root", None),
            ("a@b@c", None),
            ("röot@example.com", None),
            ("root@example.com\r\nBcc: x@y", None),
            ("<root@example.com>", None),
            ("", None),
        ] {
            let read = text.parse::<EmailAddress>().ok().map(|address| address.hidden());
            assert_eq!(read.as_deref(), hidden, "{text:?}");
        }
        assert!(format!("{}@b.c", "x".repeat(251)).parse::<EmailAddress>().is_err());
    }

    #[test]
    fn a_phone_number_is_international() {
        for (text, hidden) in [
            ("+4915112345678", Some("+49…78")),
            ("+12025550123", Some("+12…23")),
            ("+123456789012345", Some("+12…45")),
            ("+1234567890123456", None),
            ("+123456", None),
            ("+0123456789", None),
            ("015112345678", None),
            ("+49 151", None),
            ("+4915112345٣", None),
        ] {
            let read = text.parse::<PhoneNumber>().ok().map(|number| number.hidden());
            assert_eq!(read.as_deref(), hidden, "{text:?}");
        }
        assert_eq!(PhoneNumber::typed("+49 (151) 123-456.78"), "+4915112345678");
    }

    #[test]
    fn r7_neither_prints_itself() {
        let address: EmailAddress = "somebody@example.com".parse().unwrap();
        let phone: PhoneNumber = "+4915112345678".parse().unwrap();
        assert_eq!(format!("{address:?} {phone:?}"), "s…@e….com +49…78");
    }
}
