//! The proof that whoever brings a token holds the key that it was given to: DPoP (RFC 9449, section 4.3).

use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use model::Timestamp;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// How far a proof's time may be from ours, on either side. Clients sign with clocks of their own; AWS allows signatures fifteen
/// minutes, and those are bound to one request.
const WINDOW: Duration = Duration::from_secs(300);
/// No proof is longer: one of botocore's has 400 characters.
const LONGEST: usize = 2_048;
/// Identifiers are random numbers; a UUID has 36 characters.
const LONGEST_ID: usize = 128;

/// A proof that holds: signed by a key, for this request, about now. Whether it was used before is another question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    thumbprint: String,
    id: String,
    ends: Timestamp,
}

/// Why a text proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProofFault {
    /// It is none at all, or of another kind: another algorithm, another curve, a private key in it.
    Malformed,
    /// The signature is not by the key.
    Signature,
    /// It is for another address, or another method.
    Elsewhere,
    /// It is too old, or from the future.
    Time,
}

#[derive(Deserialize)]
struct Head {
    typ: String,
    alg: String,
    jwk: Jwk,
    /// Extensions that must be understood (RFC 7515, section 4.1.11): none is.
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: String,
    x: String,
    y: String,
    /// A private key that is sent is one no longer.
    d: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Claims {
    htm: String,
    htu: String,
    iat: u64,
    jti: String,
}

impl Proof {
    /// Reads a `DPoP` header that was sent with a POST to an address of ours.
    ///
    /// # Errors
    /// Why it proves nothing.
    pub fn read(header: &str, address: &str, now: Timestamp) -> Result<Self, ProofFault> {
        if header.len() > LONGEST {
            return Err(ProofFault::Malformed);
        }
        let (signed, signature) = header.rsplit_once('.').ok_or(ProofFault::Malformed)?;
        let (head, claims) = signed.split_once('.').ok_or(ProofFault::Malformed)?;
        let head: Head = part(head)?;
        let claims: Claims = part(claims)?;
        // The algorithm is ours to say: `none`, or one with a shared secret, would be for the sender to forge.
        if head.typ != "dpop+jwt" || head.alg != "ES256" || head.crit.is_some() {
            return Err(ProofFault::Malformed);
        }
        let key = head.jwk.public_key().ok_or(ProofFault::Malformed)?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).map_err(|_| ProofFault::Malformed)?;
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, &key)
            .verify(signed.as_bytes(), &signature)
            .map_err(|_| ProofFault::Signature)?;
        if !(1..=LONGEST_ID).contains(&claims.jti.len()) {
            return Err(ProofFault::Malformed);
        }
        if claims.htm != "POST" || claims.htu != address {
            return Err(ProofFault::Elsewhere);
        }
        // A number of seconds that would overflow is no time of ours either.
        let issued = claims.iat.checked_mul(1_000_000).map(Timestamp::from_micros).ok_or(ProofFault::Time)?;
        if issued > now.after(WINDOW) || issued.after(WINDOW) <= now {
            return Err(ProofFault::Time);
        }
        let thumbprint = thumbprint(&key);
        let id = HEXLOWER.encode(digest(&SHA256, claims.jti.as_bytes()).as_ref());
        Ok(Self { thumbprint, id, ends: issued.after(WINDOW) })
    }

    /// The thumbprint of the key (RFC 7638).
    pub fn thumbprint(&self) -> &str {
        &self.thumbprint
    }

    /// What tells this proof from others by the same key.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// From when on it proves nothing, used or not.
    pub(super) const fn ends(&self) -> Timestamp {
        self.ends
    }
}

/// One part of a proof. Fields that are there twice are refused: one reader takes the first, another the last.
fn part<T: for<'de> Deserialize<'de>>(text: &str) -> Result<T, ProofFault> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| ProofFault::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| ProofFault::Malformed)
}

impl Jwk {
    /// The point, uncompressed. That it is on the curve is checked where it is used.
    fn public_key(&self) -> Option<[u8; 65]> {
        if self.kty != "EC" || self.crv != "P-256" || self.d.is_some() {
            return None;
        }
        let mut key = [0; 65];
        key[0] = 4;
        for (end, text) in [(33, &self.x), (65, &self.y)] {
            let bytes = coordinate(text)?;
            key[end - bytes.len()..end].copy_from_slice(&bytes);
        }
        Some(key)
    }
}

/// RFC 7518, section 6.2.1.2, wants 32 bytes. The library that the AWS CLI signs with drops zeros in front, which one key in 128 has: its
/// owner could not sign in. Only that form is taken beside the proper one, so that nothing else has two spellings.
fn coordinate(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    match bytes.first() {
        Some(0) if bytes.len() < 32 => None,
        Some(_) if bytes.len() <= 32 => Some(bytes),
        _ => None,
    }
}

/// RFC 7638: the members that make the key, in the order of their names, without anything between them. Of the point and not of what was
/// sent, so that one key has one thumbprint.
fn thumbprint(key: &[u8; 65]) -> String {
    let (x, y) = (BASE64URL_NOPAD.encode(&key[1..33]), BASE64URL_NOPAD.encode(&key[33..]));
    let text = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    BASE64URL_NOPAD.encode(digest(&SHA256, text.as_bytes()).as_ref())
}

#[cfg(test)]
mod tests;
