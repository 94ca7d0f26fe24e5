//! Where the root user is reached, partly hidden: who looks over a shoulder learns neither.

use service::{Caller, Identity};

/// The e-mail address and the phone of the account.
#[derive(Clone, Debug)]
pub struct Contact {
    /// `r···t@example.com`
    pub email: String,
    /// `+49···42`
    pub phone: Option<String>,
}

impl Contact {
    /// Of the root user's account; none if somebody else calls.
    pub fn of(caller: &Caller) -> Option<Self> {
        let Identity::Root(account) = caller.identity() else { return None };
        Some(Self { email: email(&account.email), phone: account.phone.as_deref().map(phone) })
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
