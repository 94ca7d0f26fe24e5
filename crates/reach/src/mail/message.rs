//! From a letter in words to what SMTP carries.

use std::time::{Duration, SystemTime};

use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use model::Timestamp;

use super::Mail;
use crate::Site;

/// Who sends, as readers see it.
#[derive(Clone, Debug)]
pub struct Sender(Mailbox);

impl Sender {
    /// A sender of an address and a name.
    ///
    /// # Errors
    /// What the address or the name should be.
    pub fn new(address: &str, name: &str) -> Result<Self, String> {
        let address = parsed(address).ok_or("must be an e-mail address in ASCII, as no-reply@example.com")?;
        if name.chars().any(char::is_control) {
            return Err("must be a name on one line".to_owned());
        }
        Ok(Self(Mailbox::new((!name.is_empty()).then(|| name.to_owned()), address)))
    }

    /// The address.
    pub const fn address(&self) -> &Address {
        &self.0.email
    }
}

/// The letter can never be sent.
#[derive(Debug, thiserror::Error)]
pub enum Unsendable {
    /// Its address is none. The address is personal, and not shown.
    #[error("what the account gives as an address is none")]
    Address,
    /// It makes no message.
    #[error("it makes no message")]
    Message,
}

/// The address, if it is one that any server takes.
fn parsed(address: &str) -> Option<Address> {
    address.parse::<Address>().ok().filter(|_| address.is_ascii())
}

/// The message of a mail. A letter that is sent twice is the same message: its id says so.
///
/// Nothing that an account chose is written into a header but the address, which is parsed; the subject is ours.
///
/// # Errors
/// If the address is none.
pub fn message(
    mail: &Mail,
    (sender, to): (&Sender, &str),
    (id, site): (&str, &Site),
    now: Timestamp,
) -> Result<Message, Unsendable> {
    let to = Mailbox::new(None, parsed(to).ok_or(Unsendable::Address)?);
    let html = mail.html().map_err(|_| Unsendable::Message)?;
    let part = |kind, text: String| SinglePart::builder().header(kind).body(text);
    let body = MultiPart::alternative()
        // Randomness has one source, and the id is from there.
        .boundary(format!("=_{id}"))
        .singlepart(part(ContentType::TEXT_PLAIN, mail.text()))
        .singlepart(part(ContentType::TEXT_HTML, html));
    let message = Message::builder()
        .from(sender.0.clone())
        .to(to)
        .subject(mail.subject.clone())
        .message_id(Some(format!("<{id}@{}>", site.mail_domain())))
        .date(SystemTime::UNIX_EPOCH + Duration::from_micros(now.micros()))
        // Out-of-office answers have nobody to go to (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .raw_header(raw("Content-Language", mail.language.tag()))
        .multipart(body);
    message.map_err(|_| Unsendable::Message)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests;
