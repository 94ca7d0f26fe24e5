//! What another service says of a request that it received, and the names by which it is known here.

use std::fmt;

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use crate::text::{Rule, Text, text};

fn is_service_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
}

fn is_method(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

fn is_path(text: &str) -> bool {
    text.starts_with('/') && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_query(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The characters of a header's name (RFC 9110, section 5.6.2).
fn is_header_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

fn is_header_value(text: &str) -> bool {
    text.chars().all(|character| character == '\t' || !character.is_control())
}

fn is_hash(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

text! {
    /// What an operator calls a service that asks here about its own callers.
    RegisteredServiceName: 1..=64, r"[a-z0-9][a-z0-9-]*", is_service_name
}

text! {
    /// The method of a request.
    RequestMethod: 1..=32, r"[A-Za-z]+", is_method
}

text! {
    /// The path of a request as it was sent, before any decoding.
    RequestPath: 1..=4096, r"/[\u0021-\u007E]*", is_path
}

text! {
    /// The query of a request as it was sent, without the `?`. It may hold a signature and a session token.
    RequestQuery: 0..=65_536, r"[\u0021-\u007E]*", is_query
}

text! {
    /// The name of a header.
    RequestHeaderName: 1..=128, r"[A-Za-z0-9!#$%&'*+.^_`|~-]+", is_header_name
}

text! {
    /// The value of a header. It may be a signature or a session token.
    RequestHeaderValue: 0..=16_384, r"[\u0009\u0020-\u007E\u0080-\u10FFFF]*", is_header_value
}

text! {
    /// The SHA-256 of a body, in hexadecimal digits.
    BodySha256: 64..=64, r"[0-9a-f]+", is_hash
}

text! {
    /// A session token, as it was sent.
    SessionTokenText: 1..=16_384, r"[\u0021-\u007E]+", is_query
}

fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

text! {
    /// An address of the Internet Protocol.
    AddressText: 2..=45, r"[0-9a-fA-F:.]+", is_address
}

/// A text that no event, message or `Debug` shows: it may let somebody in (rule R7).
#[derive(Clone)]
pub struct Concealed<T>(T);

impl<T> Concealed<T> {
    /// The text.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Concealed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Concealed(..)")
    }
}

impl<T: Text> Field for Concealed<T> {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(text) = place.required(faults) else { return Ok(None) };
        let Rule { min, max, pattern, matches, .. } = T::RULE;
        let length = text.chars().count();
        let broken = [
            (length < min).then_some(Constraint::MinLength(min)),
            (length > max).then_some(Constraint::MaxLength(max)),
            (!text.is_empty() && !matches(text)).then_some(Constraint::Pattern(pattern)),
        ];
        let before = faults.len();
        for constraint in broken.into_iter().flatten() {
            faults.add_hidden(place, constraint);
        }
        Ok((faults.len() == before).then(|| Self(T::checked(text))))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}
