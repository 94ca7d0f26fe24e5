//! Pagination markers: where a list goes on, in a text that only we can make.
//!
//! A marker that a client could write would start a scan at any key of the store. It is bound to the list it came from
//! (account, operation, filters), so one list's marker does not continue another.
//!
//! AWS bounds a marker at 320 characters in `[\u0020-\u00FF]`. 28 go to generation and tag; the rest is the position as it is
//! if it is printable ASCII without spaces, as names, paths and ids are, else in base64. Positions are the *last part* of a store key,
//! after what the list's context already says, which fits with room to spare: the longest are serial numbers and ARNs of 256.

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

use crate::kdf::{Extracted, Key, Purpose, hmac, push_prefixed};
use crate::keyring::{Generation, Keyring};

/// What AWS's model allows.
const LONGEST: usize = 320;
/// The generation (4 bytes) and half an HMAC-SHA256 (16): 27 characters.
const SEAL: usize = 4 + 16;
const SEAL_TEXT: usize = 27;

/// The position does not fit into a marker: more than 292 printable ASCII characters, or 219 bytes with others among them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a position of {0} bytes does not fit into a marker")]
pub struct PositionTooLong(pub usize);

/// Not a marker of this list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a marker of this list")]
pub struct BadMarker;

impl Keyring {
    /// The marker from which a list goes on after `position`. The context is what makes the list: account, operation, filters,
    /// joined unambiguously.
    ///
    /// # Errors
    /// If the position is longer than a marker can carry.
    pub fn seal_marker(&self, context: &str, position: &str) -> Result<String, PositionTooLong> {
        let plain = position.bytes().all(|byte| byte.is_ascii_graphic());
        let body = if plain {
            format!("p{position}")
        } else {
            format!("b{}", BASE64URL_NOPAD.encode(position.as_bytes()))
        };
        if SEAL_TEXT + body.len() > LONGEST {
            return Err(PositionTooLong(position.len()));
        }
        let generation = self.current();
        let mac = tag(self.current_key(), generation, context, &body);
        let mut seal = [0; SEAL];
        seal[..4].copy_from_slice(&generation.0.to_be_bytes());
        seal[4..].copy_from_slice(&mac[..SEAL - 4]);
        Ok(BASE64URL_NOPAD.encode(&seal) + &body)
    }

    /// The position that this list's marker holds.
    ///
    /// # Errors
    /// If we did not make it, or for another list, or under a key that is gone.
    pub fn open_marker(&self, context: &str, marker: &str) -> Result<String, BadMarker> {
        if marker.len() > LONGEST {
            return Err(BadMarker);
        }
        let (seal, body) = marker.split_at_checked(SEAL_TEXT).ok_or(BadMarker)?;
        let seal = BASE64URL_NOPAD.decode(seal.as_bytes()).map_err(|_| BadMarker)?;
        let (generation, given) = seal.split_first_chunk().ok_or(BadMarker)?;
        let generation = Generation(u32::from_be_bytes(*generation));
        let expected = tag(self.trusted_key(generation).ok_or(BadMarker)?, generation, context, body);
        if !bool::from(expected[..SEAL - 4].ct_eq(given)) {
            return Err(BadMarker);
        }
        decode(body).ok_or(BadMarker)
    }
}

fn tag(master: &[u8; 32], generation: Generation, context: &str, body: &str) -> Key {
    let key = Extracted::unsalted(master).expand(Purpose::Marker, &generation.0.to_be_bytes());
    let mut text = Vec::with_capacity(16 + context.len() + body.len());
    push_prefixed(&mut text, context.as_bytes());
    push_prefixed(&mut text, body.as_bytes());
    hmac(&key, &[&text])
}

fn decode(body: &str) -> Option<String> {
    match body.split_at_checked(1)? {
        ("p", position) => Some(position.to_owned()),
        ("b", encoded) => String::from_utf8(BASE64URL_NOPAD.decode(encoded.as_bytes()).ok()?).ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{BadMarker, PositionTooLong};
    use crate::{Generation, Keyring};

    const LIST: &str = "123456789012/iam/ListUsers//";

    #[test]
    fn a_marker_fits_where_aws_allows_one_and_reads_back() {
        for position in [
            "",
            "alice/",
            "arn:aws:iam::123456789012:mfa/a b",
            "größe/键",
            &"x".repeat(292),
            &"é ".repeat(73),
        ] {
            let keyring = Keyring::first([1; 32]);
            let marker = keyring.seal_marker(LIST, position).unwrap();
            assert!(
                marker.len() <= 320 && marker.bytes().all(|byte| (0x21..0x7f).contains(&byte)),
                "{marker}"
            );
            assert_eq!(keyring.open_marker(LIST, &marker).as_deref(), Ok(position));
        }
    }

    #[test]
    fn a_position_that_does_not_fit_is_refused_when_the_marker_is_made() {
        for position in ["x".repeat(293), "é".repeat(110)] {
            let refused = Keyring::first([1; 32]).seal_marker(LIST, &position);
            assert_eq!(refused, Err(PositionTooLong(position.len())));
        }
    }

    #[test]
    fn r4_only_our_marker_of_this_list_goes_on() {
        let keyring = Keyring::first([1; 32]);
        let marker = keyring.seal_marker(LIST, "bob/").unwrap();
        for (context, marker, what) in [
            ("123456789012/iam/ListRoles//", marker.clone(), "another list"),
            (LIST, marker.replace("bob", "eve"), "another position"),
            (LIST, marker.replacen("pbob", "bbob", 1), "another encoding"),
            (LIST, "pbob/".to_owned(), "no seal"),
            (LIST, "é".repeat(20), "no ASCII"),
            (LIST, String::new(), "nothing"),
            (LIST, "A".repeat(321), "too much"),
            (LIST, Keyring::first([2; 32]).seal_marker(LIST, "bob/").unwrap(), "another key"),
        ] {
            assert_eq!(keyring.open_marker(context, &marker), Err(BadMarker), "{what}");
        }
        let rotated = keyring.rotated([2; 32]).unwrap();
        assert_eq!(rotated.open_marker(LIST, &marker).as_deref(), Ok("bob/"));
        assert_eq!(rotated.current(), Generation(2));
        assert_eq!(rotated.current_only().open_marker(LIST, &marker), Err(BadMarker));
    }
}
