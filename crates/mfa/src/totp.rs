//! TOTP (RFC 6238): which code a device shows in a step.

use std::fmt;

use hmac::digest::block_api::{BlockSizeUser, EagerHash};
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use crate::{AuthenticationCode, Seed, Step, truncate};

/// The hash under the HMAC. Stored, and written in `otpauth` URIs, as `SHA1`, `SHA256` and `SHA512`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// What every virtual device uses.
    #[serde(rename = "SHA1")]
    Sha1,
    /// Some hardware tokens.
    #[serde(rename = "SHA256")]
    Sha256,
    /// Some hardware tokens.
    #[serde(rename = "SHA512")]
    Sha512,
}

/// What a device makes its codes with, besides the seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written")]
#[non_exhaustive]
pub struct Parameters {
    /// The hash.
    pub algorithm: Algorithm,
    /// How many digits the device shows, 6 or 8. The API takes the last six.
    pub digits: u8,
    /// How long it shows a code, 30 or 60 seconds.
    pub period_secs: u32,
}

/// No device that we know shows so many digits, or for so long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("devices show 6 or 8 digits for 30 or 60 seconds")]
pub struct UnknownParameters;

impl Parameters {
    /// A virtual device: SHA-1, six digits, 30 seconds. `otpauth` URIs leave these out.
    pub const VIRTUAL: Self = Self { algorithm: Algorithm::Sha1, digits: 6, period_secs: 30 };

    /// A hardware token's parameters, from its seed file.
    ///
    /// # Errors
    /// Unless `digits` is 6 or 8 and `period_secs` is 30 or 60.
    pub const fn new(algorithm: Algorithm, digits: u8, period_secs: u32) -> Result<Self, UnknownParameters> {
        match (digits, period_secs) {
            (6 | 8, 30 | 60) => Ok(Self { algorithm, digits, period_secs }),
            _ => Err(UnknownParameters),
        }
    }

    /// The period in milliseconds; never zero, whatever was done to the public field.
    pub(crate) fn period_ms(&self) -> i128 {
        i128::from(self.period_secs.max(1)) * 1_000
    }
}

#[derive(Deserialize)]
struct Written {
    algorithm: Algorithm,
    digits: u8,
    period_secs: u32,
}

impl TryFrom<Written> for Parameters {
    type Error = UnknownParameters;

    fn try_from(written: Written) -> Result<Self, UnknownParameters> {
        Self::new(written.algorithm, written.digits, written.period_secs)
    }
}

/// A device's code generator: the HMAC is keyed once and then used for many steps.
///
/// `Debug` shows nothing. It lives as long as one check; the seed's memory, not this state, is wiped.
#[derive(Clone)]
pub struct Totp {
    keyed: Keyed,
    parameters: Parameters,
}

#[derive(Clone)]
enum Keyed {
    Sha1(Hmac<Sha1>),
    Sha256(Hmac<Sha256>),
    Sha512(Hmac<Sha512>),
}

impl Totp {
    /// The generator of a device with this seed.
    pub fn new(seed: &Seed, parameters: Parameters) -> Self {
        let keyed = match parameters.algorithm {
            Algorithm::Sha1 => Keyed::Sha1(keyed(seed)),
            Algorithm::Sha256 => Keyed::Sha256(keyed(seed)),
            Algorithm::Sha512 => Keyed::Sha512(keyed(seed)),
        };
        Self { keyed, parameters }
    }

    /// What the device makes its codes with.
    pub const fn parameters(&self) -> Parameters {
        self.parameters
    }

    /// The last six digits of what the device shows in this step, as a number.
    pub fn code_at(&self, step: Step) -> u32 {
        self.truncated_at(step) % 1_000_000
    }

    /// What is typed in this step.
    pub fn authentication_code_at(&self, step: Step) -> AuthenticationCode {
        AuthenticationCode::last_six_of(self.truncated_at(step))
    }

    /// All digits that the device shows in this step, zeros in front included. For tests and authenticators.
    pub fn digits_at(&self, step: Step) -> String {
        let width = usize::from(self.parameters.digits);
        let modulus = 10_u64.saturating_pow(u32::from(self.parameters.digits));
        format!("{:0width$}", u64::from(self.truncated_at(step)) % modulus)
    }

    /// Whether the device shows this code in this step; as slow for one code as for another.
    pub(crate) fn shows(&self, code: AuthenticationCode, step: Step) -> Choice {
        self.authentication_code_at(step).ct_eq(&code)
    }

    // RFC 4226, section 5.2: the counter is hashed as eight bytes, the first one highest.
    fn truncated_at(&self, step: Step) -> u32 {
        match &self.keyed {
            Keyed::Sha1(mac) => {
                truncate(&mac.clone().chain_update(step.to_be_bytes()).finalize().into_bytes())
            }
            Keyed::Sha256(mac) => {
                truncate(&mac.clone().chain_update(step.to_be_bytes()).finalize().into_bytes())
            }
            Keyed::Sha512(mac) => {
                truncate(&mac.clone().chain_update(step.to_be_bytes()).finalize().into_bytes())
            }
        }
    }
}

impl fmt::Debug for Totp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Totp(..)")
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

#[cfg(test)]
mod tests {
    use sha1::{Digest, Sha1};

    use super::{Algorithm, Parameters, Totp};
    use crate::Seed;

    // RFC 2104, section 2. A seed of just one block is used as it is.
    #[test]
    fn a_seed_longer_than_a_block_is_hashed_first() {
        for (length, is_hashed) in [(63, false), (64, false), (65, true), (200, true)] {
            let seed = vec![7; length];
            let [whole, hashed] =
                [Seed::from_bytes(seed.as_slice()), Seed::from_bytes(Sha1::digest(&seed).to_vec())]
                    .map(|seed| Totp::new(&seed, Parameters::VIRTUAL).code_at(1));
            assert_eq!(whole == hashed, is_hashed, "{length} bytes");
        }
    }

    #[test]
    fn only_what_devices_do_is_a_parameter() {
        for (digits, period, valid) in
            [(6, 30, true), (8, 60, true), (7, 30, false), (6, 0, false), (6, 90, false), (0, 30, false)]
        {
            assert_eq!(Parameters::new(Algorithm::Sha1, digits, period).is_ok(), valid);
            let stored = format!(r#"{{"algorithm":"SHA1","digits":{digits},"period_secs":{period}}}"#);
            assert_eq!(serde_json::from_str::<Parameters>(&stored).is_ok(), valid, "{stored}");
        }
    }

    // R7: the keyed state is as secret as the seed.
    #[test]
    fn r7_a_generator_is_not_shown_by_debug() {
        assert_eq!(format!("{:?}", Totp::new(&Seed::from_bytes([1; 40]), Parameters::VIRTUAL)), "Totp(..)");
    }
}
