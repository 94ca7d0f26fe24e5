//! HOTP (RFC 4226): which code a device shows for a value of its counter. Time steps are such values too (RFC 6238).

use std::fmt;

use hmac::digest::block_api::{BlockSizeUser, EagerHash};
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{Algorithm, AuthenticationCode, Seed, Step};

/// A device's code generator: the HMAC is keyed once and then used for many values of the counter.
///
/// `Debug` shows nothing. It lives as long as one check; the seed's memory, not this state, is wiped.
#[derive(Clone)]
pub struct Hotp {
    keyed: Keyed,
    digits: u8,
}

#[derive(Clone)]
enum Keyed {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha512(Hmac<Sha512>),
}

impl Hotp {
    /// The generator of a device with this seed, which shows 6 or 8 digits.
    pub fn new(seed: &Seed, algorithm: Algorithm, digits: u8) -> Self {
        let keyed = match algorithm {
            Algorithm::Sha1 => Keyed::Sha1(keyed(seed)),
            Algorithm::Sha256 => Keyed::Sha256(keyed(seed)),
            Algorithm::Sha512 => Keyed::Sha512(keyed(seed)),
        };
        Self { keyed, digits }
    }

    /// The last six digits of what the device shows for this value of the counter, as a number.
    pub fn code_at(&self, counter: Step) -> u32 {
        self.truncated_at(counter) % 1_000_000
    }

    /// What is typed of it.
    pub fn authentication_code_at(&self, counter: Step) -> AuthenticationCode {
        AuthenticationCode::last_six_of(self.truncated_at(counter))
    }

    /// All digits that the device shows, zeros in front included. For tests and authenticators.
    pub fn digits_at(&self, counter: Step) -> String {
        let width = usize::from(self.digits);
        let modulus = 10_u64.saturating_pow(u32::from(self.digits));
        format!("{:0width$}", u64::from(self.truncated_at(counter)) % modulus)
    }

    /// Whether the device shows this code for this value; as slow for one code as for another.
    pub(crate) fn shows(&self, code: AuthenticationCode, counter: Step) -> Choice {
        self.authentication_code_at(counter).ct_eq(&code)
    }

    // RFC 4226, section 5.2: the counter is hashed as eight bytes, the first one highest.
    fn truncated_at(&self, counter: Step) -> u32 {
        let counter = counter.to_be_bytes();
        match &self.keyed {
            Keyed::Sha1(mac) => truncate(&mac.clone().chain_update(counter).finalize().into_bytes()),
            Keyed::Sha256(mac) => truncate(&mac.clone().chain_update(counter).finalize().into_bytes()),
            Keyed::Sha512(mac) => truncate(&mac.clone().chain_update(counter).finalize().into_bytes()),
        }
    }
}

impl fmt::Debug for Hotp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hotp(..)")
    }
}

/// An HMAC state for this seed. The key is brought to a block here (RFC 2104, section 2: hashed if longer, then filled
/// with zeros), because a key of exactly one block cannot be refused.
fn keyed<D: EagerHash + Digest + BlockSizeUser>(seed: &Seed) -> Hmac<D> {
    let mut block = hmac::digest::Key::<Hmac<D>>::default();
    let hashed;
    let key: &[u8] = if seed.expose().len() > block.len() {
        hashed = Zeroizing::new(D::digest(seed.expose()).to_vec());
        &hashed
    } else {
        seed.expose()
    };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let state = Hmac::new(&block);
    zeroize::Zeroize::zeroize(block.as_mut_slice());
    state
}

/// Dynamic truncation (RFC 4226, section 5.3): the 31 bits that the low half of the last byte points at.
///
/// `mac` is an HMAC of 20 bytes or more; of anything shorter, bytes that are not there count as zero.
pub fn truncate(mac: &[u8]) -> u32 {
    let offset = mac.last().map_or(0, |last| usize::from(last & 0x0f));
    let byte = |i: usize| mac.get(offset + i).copied().unwrap_or(0);
    // The top bit is masked so that signed and unsigned arithmetic agree (same section).
    u32::from_be_bytes([byte(0) & 0x7f, byte(1), byte(2), byte(3)])
}

#[cfg(test)]
mod tests {
    use sha1::{Digest, Sha1};

    use super::{Hotp, truncate};
    use crate::{Algorithm, Seed};

    #[test]
    fn truncation_follows_the_example_of_rfc_4226_section_5_4() {
        let mac = [
            0x1f, 0x86, 0x98, 0x69, 0x0e, 0x02, 0xca, 0x16, 0x61, 0x85, 0x50, 0xef, 0x7f, 0x19, 0xda, 0x8e,
            0x94, 0x5b, 0x55, 0x5a,
        ];
        assert_eq!(truncate(&mac), 0x50ef_7f19);
        assert_eq!(truncate(&mac) % 1_000_000, 872_921);
    }

    #[test]
    fn a_hash_that_is_too_short_still_truncates() {
        for short in [&[][..], &[0xff], &[0xff; 4], &[0xff; 16]] {
            assert!(truncate(short) <= 0x7fff_ffff);
        }
    }

    // RFC 2104, section 2. A seed of just one block is used as it is.
    #[test]
    fn a_seed_longer_than_a_block_is_hashed_first() {
        for (length, is_hashed) in [(63, false), (64, false), (65, true), (200, true)] {
            let seed = vec![7; length];
            let [whole, hashed] =
                [Seed::from_bytes(seed.as_slice()), Seed::from_bytes(Sha1::digest(&seed).to_vec())]
                    .map(|seed| Hotp::new(&seed, Algorithm::Sha1, 6).code_at(1));
            assert_eq!(whole == hashed, is_hashed, "{length} bytes");
        }
    }

    // R7: the keyed state is as secret as the seed.
    #[test]
    fn r7_a_generator_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", Hotp::new(&Seed::from_bytes([1; 40]), Algorithm::Sha1, 6)), "Hotp(..)");
    }
}
