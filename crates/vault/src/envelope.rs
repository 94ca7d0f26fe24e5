//! What every seal looks like: format version (1), generation (4), salt (32), ciphertext, tag (16).

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::error::Unspecified;

use crate::kdf::{Extracted, Purpose};
use crate::keyring::Generation;

/// The one format so far. It is authenticated, so a later reader cannot be talked into an older format.
const VERSION: u8 = 1;
const HEADER: usize = 1 + 4;
const SALT: usize = 32;
const TAG: usize = 16;
/// A seal of nothing.
pub(crate) const OVERHEAD: usize = HEADER + SALT + TAG;

/// An envelope whose parts were found, and nothing verified yet.
pub(crate) struct Envelope<'a> {
    header: &'a [u8; HEADER],
    pub(crate) generation: Generation,
    pub(crate) salt: &'a [u8; SALT],
    body: &'a [u8], // INVARIANT: at least a tag; kept by `parse`
}

impl<'a> Envelope<'a> {
    pub(crate) fn parse(bytes: &'a [u8]) -> Option<Self> {
        let (header, rest) = bytes.split_first_chunk()?;
        let (salt, body) = rest.split_first_chunk()?;
        let [version, a, b, c, d] = *header;
        let generation = Generation(u32::from_be_bytes([a, b, c, d]));
        (version == VERSION && body.len() >= TAG).then_some(Self { header, generation, salt, body })
    }

    /// The plaintext, if nothing was changed and the context is the one it was sealed with.
    pub(crate) fn open(
        &self,
        keys: &Extracted,
        purpose: Purpose,
        context: &[u8],
    ) -> Result<Vec<u8>, Unspecified> {
        let mut bytes = self.body.to_vec();
        let aad = associated_data(self.header, purpose, context);
        let length = cipher(keys, purpose)?.open_in_place(fixed_nonce(), Aad::from(aad), &mut bytes)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }
}

pub(crate) fn seal(
    keys: &Extracted,
    generation: Generation,
    salt: &[u8; SALT],
    purpose: Purpose,
    context: &[u8],
    plaintext: &[u8],
) -> Result<Vec<u8>, Unspecified> {
    let mut out = Vec::with_capacity(OVERHEAD + plaintext.len());
    out.push(VERSION);
    out.extend_from_slice(&generation.0.to_be_bytes());
    let aad = associated_data(&out, purpose, context);
    out.extend_from_slice(salt);
    out.extend_from_slice(plaintext);
    let body = out.get_mut(HEADER + SALT..).ok_or(Unspecified)?;
    let tag = cipher(keys, purpose)?.seal_in_place_separate_tag(fixed_nonce(), Aad::from(aad), body)?;
    out.extend_from_slice(tag.as_ref());
    Ok(out)
}

fn cipher(keys: &Extracted, purpose: Purpose) -> Result<LessSafeKey, Unspecified> {
    UnboundKey::new(&AES_256_GCM, &*keys.expand(purpose, b"")).map(LessSafeKey::new)
}

/// GCM breaks when one key meets one nonce twice. Here each seal has a key of its own, from a salt of 256 random bits, and
/// that key seals once; so the nonce may be fixed, and the number of seals under a master key has no limit worth counting.
fn fixed_nonce() -> Nonce {
    Nonce::assume_unique_for_key([0; 12])
}

/// The header has a fixed length, the label ends in its only NUL, and the context carries its own lengths: one reading only.
/// The salt needs no place here, because another salt gives another key.
fn associated_data(header: &[u8], purpose: Purpose, context: &[u8]) -> Vec<u8> {
    [header, purpose.label(), context].concat()
}
