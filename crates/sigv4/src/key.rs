//! Signing keys.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::TERMINATOR;
use crate::canonical::write_string_to_sign;
use crate::credential::Scope;
use crate::date::Moment;

/// Longer than most strings to sign, in bytes.
const STRING_TO_SIGN: usize = 192;

/// The key that a secret becomes for one day, one region and one service. It holds the state of an HMAC that has read
/// its key already, so a cached key saves both the derivation and two blocks of hashing; the state is wiped on drop.
#[derive(Clone)]
pub struct SigningKey(Hmac<Sha256>);

impl SigningKey {
    /// Derives the key (step 4 of AWS's description). `date` is that of the credential scope, `20150830`.
    pub fn derive(secret: &str, date: &str, region: &str, service: &str) -> Self {
        let mut seed = Zeroizing::new(Vec::with_capacity(4 + secret.len())); // never grows: no copy is left behind
        seed.extend_from_slice(b"AWS4");
        seed.extend_from_slice(secret.as_bytes());

        let mut key = keyed(&seed);
        for part in [date, region, service, TERMINATOR] {
            key.update(part.as_bytes());
            key = keyed(&*finish(key));
        }
        Self(key)
    }

    /// The signature (step 5).
    pub(crate) fn sign(&self, moment: &Moment, scope: &Scope<'_>, canonical: &[u8; 32]) -> [u8; 32] {
        let mut mac = self.0.clone();
        let mut text = Vec::with_capacity(STRING_TO_SIGN);
        write_string_to_sign(moment, scope, canonical, &mut text);
        mac.update(&text);
        *finish(mac)
    }
}

/// Shows nothing (R7).
impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey(..)")
    }
}

/// An HMAC that has read its key. Keys longer than a block are hashed first, shorter ones filled with zeros (RFC 2104,
/// section 2); doing so here makes the rest infallible.
fn keyed(key: &[u8]) -> Hmac<Sha256> {
    let hashed =
        Zeroizing::new(<[u8; 32]>::from(if key.len() > 64 { Sha256::digest(key) } else { [0; 32].into() }));
    let key = if key.len() > 64 { hashed.as_slice() } else { key };
    let mut block = Zeroizing::new([0; 64]);
    block.iter_mut().zip(key).for_each(|(place, byte)| *place = *byte);
    Hmac::new((&*block).into())
}

fn finish(mac: Hmac<Sha256>) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(mac.finalize().into_bytes().into())
}
