//! Where the root user is reached in a recovery, partly hidden: who looks over a shoulder learns neither. What was changed a short while ago
//! does not count yet, and is not what is shown.

use model::Timestamp;
use service::{Caller, Identity};

use crate::inside::when::When;
use crate::speech::Speech;

/// The e-mail address and the phone of the account.
#[derive(Clone, Debug)]
pub struct Contact {
    /// `r···t@example.com`
    pub email: String,
    /// `+49···42`
    pub phone: Option<String>,
    /// Whether there is no phone, and none that counts later.
    pub lacks_phone: bool,
    /// From when on what is new counts, in words.
    pub settling: Vec<String>,
}

impl Contact {
    /// Of the root user's account; none if somebody else calls.
    pub fn of(caller: &Caller, now: Timestamp, s: Speech) -> Option<Self> {
        let Identity::Root(account) = caller.identity() else { return None };
        let number = account.recovery_phone(now);
        let of_phone = if number.is_some() { "contact-phone-settles" } else { "contact-first-phone-settles" };
        let settling =
            [("contact-email-settles", account.email_settles(now)), (of_phone, account.phone_settles(now))];
        let in_words = |(words, until): (&'static str, Option<Timestamp>)| {
            Some(s.say1(words, "until", When::from(until?).short).into_owned())
        };
        Some(Self {
            email: email(account.recovery_email(now)),
            phone: number.map(phone),
            lacks_phone: number.is_none() && account.phone.is_none(),
            settling: settling.into_iter().filter_map(in_words).collect(),
        })
    }
}

fn email(address: &str) -> String {
    let (name, host) = address.rsplit_once('@').unwrap_or((address, ""));
    let first = name.chars().next().unwrap_or('·');
    // Of a short name, the last letter would be too much.
    let last = name.chars().last().filter(|_| name.chars().count() > 3).map(String::from);
    format!("{first}···{}@{host}", last.unwrap_or_default())
}

fn phone(number: &str) -> String {
    let count = number.chars().count();
    if count < 8 {
        return "···".to_owned();
    }
    let begin: String = number.chars().take(3).collect();
    let end: String = number.chars().skip(count - 2).collect();
    format!("{begin}···{end}")
}

#[cfg(test)]
mod tests {
    use super::{email, phone};

    #[test]
    fn addresses_and_numbers_are_recognized_but_not_told() {
        for (whole, shown) in [
            ("root@example.com", "r···t@example.com"),
            ("ann@example.com", "a···@example.com"),
            ("x@example.com", "x···@example.com"),
        ] {
            assert_eq!(email(whole), shown);
        }
        assert_eq!(phone("+4915112345678"), "+49···78");
        assert_eq!(phone("+49151"), "···");
    }
}
