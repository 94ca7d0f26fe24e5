//! Signatures of what has to be believed later: the digests of the audit trail.
//!
//! Ed25519 (RFC 8032), under a key that is derived from a master key: whoever has the store alone can sign nothing, and whoever
//! has the public key alone can verify. Signing draws no randomness.

use aws_lc_rs::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};

use crate::kdf::{Extracted, Purpose};
use crate::keyring::{Generation, Keyring};
use crate::seal::SealError;

/// What a statement is signed under: the public half of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningKey {
    /// The generation of the master key that it comes from.
    pub generation: Generation,
    /// The public key, as RFC 8032 writes it.
    pub public: [u8; 32],
}

impl SigningKey {
    /// Whether a statement bears this key's signature.
    pub fn verify(&self, statement: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, self.public).verify(statement, signature).is_ok()
    }
}

impl Keyring {
    /// What is signed under at the moment.
    ///
    /// # Errors
    /// If no key can be made, which has no reason.
    pub fn signing_key(&self) -> Result<SigningKey, SealError> {
        self.verifying_key(self.current().number())?.ok_or(SealError)
    }

    /// What statements of a generation were signed under; none, if the keyring does not hold it, or no longer.
    ///
    /// # Errors
    /// If no key can be made, which has no reason.
    pub fn verifying_key(&self, generation: u32) -> Result<Option<SigningKey>, SealError> {
        let generation = Generation(generation);
        let Some(master) = self.key(generation) else { return Ok(None) };
        let public = pair(master, generation)?.public_key().as_ref().try_into().map_err(|_| SealError)?;
        Ok(Some(SigningKey { generation, public }))
    }

    /// Signs under the current generation. What is signed must say itself what it is.
    ///
    /// # Errors
    /// If no key can be made, which has no reason.
    pub fn sign(&self, statement: &[u8]) -> Result<[u8; 64], SealError> {
        let signature = pair(self.current_key(), self.current())?.sign(statement);
        signature.as_ref().try_into().map_err(|_| SealError)
    }
}

fn pair(master: &[u8; 32], generation: Generation) -> Result<Ed25519KeyPair, SealError> {
    let seed = Extracted::unsalted(master).expand(Purpose::Statement, &generation.0.to_be_bytes());
    Ed25519KeyPair::from_seed_unchecked(&*seed).map_err(|_| SealError)
}

#[cfg(test)]
mod tests {
    use crate::Keyring;

    #[test]
    fn r32_a_statement_is_signed_with_the_master_key_and_verified_with_the_public_one() {
        let keyring = Keyring::first([1; 32]);
        let key = keyring.signing_key().unwrap();
        let signature = keyring.sign(b"statement").unwrap();
        assert_eq!(keyring.sign(b"statement").unwrap(), signature, "nothing random is in it");
        assert!(key.verify(b"statement", &signature));
        assert!(!key.verify(b"statemend", &signature));
        for bit in 0..signature.len() * 8 {
            let mut other = signature;
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(b"statement", &other), "bit {bit}");
        }
        assert!(!key.verify(b"statement", b""));
        let stranger = Keyring::first([2; 32]);
        assert!(!stranger.signing_key().unwrap().verify(b"statement", &signature));
    }

    #[test]
    fn r32_an_older_generation_verifies_as_long_as_it_is_held() {
        let keyring = Keyring::first([1; 32]);
        let signature = keyring.sign(b"statement").unwrap();
        let rotated = keyring.rotated([2; 32]).unwrap();
        assert_ne!(rotated.signing_key().unwrap().public, keyring.signing_key().unwrap().public);
        assert_eq!(rotated.verifying_key(1).unwrap(), Some(keyring.signing_key().unwrap()));
        assert!(rotated.verifying_key(1).unwrap().unwrap().verify(b"statement", &signature));
        assert!(!rotated.signing_key().unwrap().verify(b"statement", &signature));
        assert_eq!(rotated.current_only().verifying_key(1).unwrap(), None);
        assert_eq!(keyring.verifying_key(2).unwrap(), None);
    }
}
