//! The canonical request and the string to sign: steps 1 and 3 of AWS's description of Signature Version 4.
//!
//! Both are written whole, and hashed at once: a hash that is fed dozens of pieces of a few bytes spends more time on keeping them
//! than on hashing. So what a test reads is what is signed.

use sha2::{Digest, Sha256};

use crate::credential::Scope;
use crate::date::Moment;
use crate::head::{BodyHash, Head};
use crate::path::{self, PathForm};
use crate::query::Query;
use crate::{ALGORITHM, TERMINATOR, signed_headers};

/// Longer than most canonical requests, in bytes.
const USUAL: usize = 1_024;

/// What a canonical request is made of.
pub(crate) struct Canonical<'r, 'a> {
    pub(crate) head: &'r Head<'a>,
    pub(crate) query: &'r Query<'a>,
    pub(crate) signed_headers: &'r str,
    pub(crate) path: PathForm,
}

impl Canonical<'_, '_> {
    /// Writes the canonical request.
    #[cfg(test)]
    pub(crate) fn write(&self, body: &BodyHash, text: &mut Vec<u8>) {
        self.write_with(&hex(body.bytes()), text);
    }

    /// Writes the canonical request with this at its end: the hash of the body, or the word that stands in for it.
    fn write_with(&self, payload: &[u8], text: &mut Vec<u8>) {
        text.extend_from_slice(self.head.method.as_bytes());
        text.extend_from_slice(b"\n");
        path::write(self.head.path, self.path, text);
        text.extend_from_slice(b"\n");
        self.query.write(text);
        text.extend_from_slice(b"\n");
        for name in signed_headers::names(self.signed_headers) {
            write_header(name, self.head.headers, text);
        }
        text.extend_from_slice(b"\n");
        text.extend_from_slice(self.signed_headers.as_bytes());
        text.extend_from_slice(b"\n");
        text.extend_from_slice(payload);
    }

    /// The SHA-256 of the canonical request.
    pub(crate) fn hash(&self, body: &BodyHash) -> [u8; 32] {
        self.hash_with(&hex(body.bytes()))
    }

    /// The same with this at its end.
    pub(crate) fn hash_with(&self, payload: &[u8]) -> [u8; 32] {
        let mut text = Vec::with_capacity(USUAL);
        self.write_with(payload, &mut text);
        Sha256::digest(&text).into()
    }
}

/// Writes the string to sign.
pub(crate) fn write_string_to_sign(
    moment: &Moment,
    scope: &Scope<'_>,
    canonical: &[u8; 32],
    text: &mut Vec<u8>,
) {
    text.extend_from_slice(ALGORITHM.as_bytes());
    text.extend_from_slice(b"\n");
    text.extend_from_slice(moment.basic().as_bytes());
    for (end, part) in [("\n", scope.date), ("/", scope.region), ("/", scope.service), ("/", TERMINATOR)] {
        text.extend_from_slice(end.as_bytes());
        text.extend_from_slice(part.as_bytes());
    }
    text.extend_from_slice(b"\n");
    text.extend_from_slice(&hex(canonical));
}

/// Writes one header: `name:`, its values in the order in which they came, joined by commas.
fn write_header(name: &str, headers: &[(&str, &[u8])], text: &mut Vec<u8>) {
    text.extend_from_slice(name.as_bytes());
    let mut joint: &[u8] = b":";
    for (_, value) in headers.iter().filter(|(other, _)| *other == name) {
        text.extend_from_slice(joint);
        joint = b",";
        write_folded(value, text);
    }
    text.extend_from_slice(b"\n");
}

/// Writes a value without white space around it, every run of it inside as one space. The value is bytes: whether it
/// is text is nobody's business here. As line ends fold too, no value can pretend to be a line of the canonical request.
fn write_folded(value: &[u8], text: &mut Vec<u8>) {
    let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for (index, word) in words.enumerate() {
        if index > 0 {
            text.extend_from_slice(b" ");
        }
        text.extend_from_slice(word);
    }
}

/// 32 bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8; 32]) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 64];
    for (pair, byte) in text.chunks_exact_mut(2).zip(bytes) {
        pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
    }
    text
}
