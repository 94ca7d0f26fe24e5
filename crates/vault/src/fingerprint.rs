//! Names for secrets that are met again: the same for the same secret, and no help in finding it.
//!
//! A plain hash of a seed would let whoever has the store try what a maker's file says; this one needs a key, which the store
//! keeps sealed. It is a key of its own rather than one derived from a master key: names outlive the rotation of those.

use data_encoding::HEXLOWER;
use model::{AccountId, Secret};

use crate::kdf::{Purpose, hmac};
use crate::keyring::Keyring;
use crate::seal::{Binding, OpenError, Salt, SealError, Sealed};

/// What names are made with.
#[derive(Clone, Debug)]
pub struct FingerprintKey(Secret<[u8; 32]>);

impl FingerprintKey {
    /// What it is sealed to.
    pub const BINDING: Binding<'static> =
        Binding { account: AccountId::NONE, subject: "seed-fingerprint-key", field: "fingerprint key" };

    /// A key of these random bytes.
    pub fn new(random: [u8; 32]) -> Self {
        Self(Secret::new(random))
    }

    /// The key as the store keeps it.
    ///
    /// # Errors
    /// If the cipher fails, which it has no reason to.
    pub fn seal(&self, keyring: &Keyring, salt: Salt) -> Result<Sealed, SealError> {
        keyring.seal(Purpose::SeedFingerprint, &Self::BINDING, salt, self.0.expose())
    }

    /// A key that the store kept.
    ///
    /// # Errors
    /// If the seal is broken, or its key is gone.
    pub fn open(keyring: &Keyring, sealed: &Sealed) -> Result<Self, OpenError> {
        let opened = keyring.open(Purpose::SeedFingerprint, &Self::BINDING, sealed)?;
        <[u8; 32]>::try_from(opened.expose().as_slice()).map(Self::new).map_err(|_| OpenError::Broken)
    }

    /// The name of a seed, 64 hexadecimal digits. HMAC fills its key with zeros, so seeds that differ in zeros at the end make the
    /// same codes: they have the same name.
    pub fn name(&self, seed: &[u8]) -> String {
        let end = seed.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
        HEXLOWER.encode(&*hmac(self.0.expose(), &[&seed[..end]]))
    }
}

#[cfg(test)]
mod tests {
    use super::FingerprintKey;
    use crate::{Keyring, OpenError, Salt};

    #[test]
    fn r13_a_seed_has_one_name_under_a_key_and_no_other_key_gives_it() {
        let key = FingerprintKey::new([1; 32]);
        let name = key.name(b"12345678901234567890");
        assert_eq!(name.len(), 64);
        for (seed, same) in [
            (&b"12345678901234567890"[..], true),
            (b"12345678901234567890\0\0", true), // the same codes come of it
            (b"12345678901234567891", false),
            (b"\x0012345678901234567890", false),
            (b"", false),
        ] {
            assert_eq!(key.name(seed) == name, same, "{seed:?}");
        }
        assert_ne!(FingerprintKey::new([2; 32]).name(b"12345678901234567890"), name);
    }

    #[test]
    fn r5_the_key_of_names_opens_only_under_the_master_key_and_survives_its_rotation() {
        let keyring = Keyring::first([7; 32]);
        let key = FingerprintKey::new([1; 32]);
        let sealed = key.seal(&keyring, Salt([3; 32])).unwrap();
        let name = |keyring: &Keyring| FingerprintKey::open(keyring, &sealed).map(|key| key.name(b"seed"));
        assert_eq!(name(&keyring), Ok(key.name(b"seed")));
        assert_eq!(name(&keyring.rotated([8; 32]).unwrap()), Ok(key.name(b"seed")));
        assert_eq!(name(&Keyring::first([9; 32])), Err(OpenError::Broken));
        assert_eq!(format!("{key:?}"), "FingerprintKey(Secret(..))");
    }
}
