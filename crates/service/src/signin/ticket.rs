//! What is handed out to be brought back once, and soon: where its document is, and the secret that leads there.

use data_encoding::BASE64URL_NOPAD;
use model::{AccountId, Secret, Timestamp};

use super::session::hash;

/// None of ours is longer.
const LONGEST: usize = 128;

/// A ticket as it is handed out. The key of its document has its end and the hash of its secret (rule R5), so those that are over come
/// first in a scan.
pub struct Ticket {
    /// Whose account's.
    pub account: AccountId,
    /// From this moment on it is worth nothing.
    pub expires: Timestamp,
    /// What nobody can guess.
    pub secret: Secret<[u8; 32]>,
}

impl Ticket {
    /// `123456789012.1800000000000000.secret`
    pub fn text(&self) -> Secret<String> {
        let secret = Secret::new(BASE64URL_NOPAD.encode(self.secret.expose()));
        Secret::new(format!("{}.{}.{}", self.account, self.expires.micros(), secret.expose()))
    }

    /// Reads a ticket that somebody brings; whether it was ever handed out, its document says.
    pub fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut parts = text.split('.');
        let (account, expires, secret) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !expires.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            account: account.parse().ok()?,
            expires: Timestamp::from_micros(expires.parse().ok()?),
            secret: Secret::new(BASE64URL_NOPAD.decode(secret.as_bytes()).ok()?.try_into().ok()?),
        })
    }

    /// What the store knows the secret by.
    pub fn hash(&self) -> String {
        hash(self.secret.expose())
    }
}

#[cfg(test)]
mod tests {
    use model::{AccountId, Secret, Timestamp};

    use super::Ticket;

    #[test]
    fn a_ticket_reads_back_and_nothing_else_does() {
        let ticket = Ticket {
            account: AccountId::new(123_456_789_012).unwrap(),
            expires: Timestamp::from_micros(1_800_000_000_000_000),
            secret: Secret::new([7; 32]),
        };
        let text = ticket.text();
        let read = Ticket::read(text.expose()).unwrap();
        assert_eq!(
            (read.account, read.expires, read.hash()),
            (ticket.account, ticket.expires, ticket.hash())
        );
        for wrong in
            ["", ".", "..", "1.2.3", "123456789012.1800000000000000.", &format!("{}.x", text.expose())]
        {
            assert!(Ticket::read(wrong).is_none(), "{wrong:?}");
        }
        assert!(Ticket::read(&"x".repeat(10_000)).is_none());
    }
}
