//! Percent-encoding, as SigV4 writes it: RFC 3986's unreserved characters stay, every other byte becomes `%XX` with
//! upper-case digits.

use std::borrow::Cow;

use crate::refusal::Refusal;

/// RFC 3986, section 2.3.
const fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

const fn digit(nibble: u8) -> u8 {
    if nibble < 10 { b'0' + nibble } else { b'A' + nibble - 10 }
}

const fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

/// Writes bytes percent-encoded.
pub(crate) fn encode(bytes: &[u8], text: &mut Vec<u8>) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let plain = rest.iter().position(|byte| !is_unreserved(*byte)).unwrap_or(rest.len());
        let (head, tail) = rest.split_at(plain);
        text.extend_from_slice(head);
        rest = match tail.split_first() {
            Some((byte, after)) => {
                text.extend_from_slice(&[b'%', digit(byte >> 4), digit(byte & 15)]);
                after
            }
            None => tail,
        };
    }
}

/// One part of a query, rewritten in canonical form. `+` is a space, as in every form that is decoded afterwards:
/// were it a plus here and a space there, a signed `%2B` could be exchanged for a `+` and mean something else.
pub(crate) fn canonical(raw: &str) -> Result<Cow<'_, str>, Refusal> {
    if is_canonical(raw.as_bytes()) {
        return Ok(Cow::Borrowed(raw));
    }
    let mut written = Vec::with_capacity(raw.len() * 3);
    encode(&decode(raw)?, &mut written);
    String::from_utf8(written).map(Cow::Owned).map_err(|_| Refusal::NotUtf8)
}

/// A canonical part of a query as the text it stands for.
pub(crate) fn text<'a>(canonical: &Cow<'a, str>) -> Result<Cow<'a, str>, Refusal> {
    match canonical {
        Cow::Borrowed(plain) if !plain.contains('%') => Ok(Cow::Borrowed(plain)),
        escaped => String::from_utf8(decode(escaped)?).map(Cow::Owned).map_err(|_| Refusal::NotUtf8),
    }
}

/// Most clients send their queries in canonical form already.
fn is_canonical(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [b'%', high @ (b'0'..=b'9' | b'A'..=b'F'), low @ (b'0'..=b'9' | b'A'..=b'F'), after @ ..]
                if !is_unreserved(byte_of(*high, *low).unwrap_or(0)) =>
            {
                after
            }
            [byte, after @ ..] if is_unreserved(*byte) => after,
            _ => return false,
        };
    }
}

fn byte_of(high: u8, low: u8) -> Option<u8> {
    Some(nibble(high)? << 4 | nibble(low)?)
}

fn decode(raw: &str) -> Result<Vec<u8>, Refusal> {
    let mut decoded = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    loop {
        rest = match rest {
            [] => return Ok(decoded),
            [b'%', high, low, after @ ..] => {
                decoded.push(byte_of(*high, *low).ok_or(Refusal::IllegalEscape)?);
                after
            }
            [b'%', ..] => return Err(Refusal::IncompleteEscape),
            [b'+', after @ ..] => {
                decoded.push(b' ');
                after
            }
            [byte, after @ ..] => {
                decoded.push(*byte);
                after
            }
        };
    }
}
