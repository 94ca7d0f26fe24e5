//! Passwords: argon2id over HMAC-SHA256(pepper, password). The pepper comes from a master key, so a stolen store gives
//! nothing to guess against: without the key file every guess hashes to noise.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::BASE64_NOPAD;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

use crate::kdf::{Key, hmac};
use crate::keyring::{Generation, Keyring, canonical};

/// A password as it is stored: `$argon2id$v=19$m=19456,t=2,p=1,g=1$SALT$HASH`, where `g` is the generation of the pepper.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StoredPassword {
    generation: Generation,
    cost: Cost,
    salt: [u8; 16],
    hash: [u8; 32],
}

/// INVARIANT: `params` takes it; kept by `Cost::new`.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Cost {
    memory: u32,
    passes: u32,
    lanes: u32,
}

/// The text is no stored password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a stored password, or one of a later format")]
pub struct MalformedPassword;

/// Why a password could be neither hashed nor verified. Says nothing about whether it is right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// Its pepper came from a key that the keyring does not hold, or no longer: the password must be reset.
    #[error("the password was hashed under key generation {0}, which the key file does not hold")]
    UnknownGeneration(Generation),
    /// Argon2 failed, for want of memory.
    #[error("hashing failed")]
    Failed,
}

impl Keyring {
    /// Hashes a password under the current generation. The salt is random, and new for each password.
    ///
    /// Takes tens of milliseconds and 19 MiB: never on a thread that serves others.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn hash_password(&self, salt: [u8; 16], password: &str) -> Result<StoredPassword, PasswordError> {
        let (generation, cost) = (self.current(), Cost::CURRENT);
        let pepper = self.pepper(generation).ok_or(PasswordError::UnknownGeneration(generation))?;
        let hash = *argon2id(&pepper, cost, &salt, password)?;
        Ok(StoredPassword { generation, cost, salt, hash })
    }

    /// Whether the password is the one that was hashed, in a time that does not depend on where they differ.
    ///
    /// # Errors
    /// If there is no pepper or no memory for it; also then one run of argon2 was paid.
    pub fn verify_password(&self, stored: &StoredPassword, password: &str) -> Result<bool, PasswordError> {
        let Some(pepper) = self.pepper(stored.generation) else {
            // The same work as for the others, or the answer's time would list who is due for a reset.
            argon2id(self.current_key(), stored.cost, &stored.salt, password)?;
            return Err(PasswordError::UnknownGeneration(stored.generation));
        };
        let hash = argon2id(&pepper, stored.cost, &stored.salt, password)?;
        Ok(hash.ct_eq(&stored.hash).into())
    }

    /// What to verify against when there is no such user: it costs what a password costs, and none matches it.
    pub fn decoy_password(&self) -> StoredPassword {
        // No password is known that hashes to zeros, and none can be found but by 2^255 tries.
        StoredPassword { generation: self.current(), cost: Cost::CURRENT, salt: [0; 16], hash: [0; 32] }
    }
}

fn argon2id(pepper: &[u8; 32], cost: Cost, salt: &[u8; 16], password: &str) -> Result<Key, PasswordError> {
    let peppered = hmac(pepper, &[password.as_bytes()]);
    let mut hash = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params().ok_or(PasswordError::Failed)?)
        .hash_password_into(&*peppered, salt, &mut *hash)
        .map_err(|_| PasswordError::Failed)?;
    Ok(hash)
}

impl Cost {
    const CURRENT: Self = Self {
        memory: Params::DEFAULT_M_COST,
        passes: Params::DEFAULT_T_COST,
        lanes: Params::DEFAULT_P_COST,
    };
    /// Whoever can write to the store must not be able to make a sign-in take all memory (KiB), or an hour.
    const MOST: Self = Self { memory: 256 * 1024, passes: 16, lanes: 8 };

    fn new(memory: u32, passes: u32, lanes: u32) -> Option<Self> {
        let most = Self::MOST;
        let cost = Self { memory, passes, lanes };
        let bounded = memory <= most.memory && passes <= most.passes && lanes <= most.lanes;
        (bounded && cost.params().is_some()).then_some(cost)
    }

    fn params(self) -> Option<Params> {
        Params::new(self.memory, self.passes, self.lanes, Some(32)).ok()
    }
}

impl StoredPassword {
    /// The generation of its pepper.
    pub const fn generation(&self) -> Generation {
        self.generation
    }

    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut params = parts.next()?.split(',');
        let mut param = |name: &str| canonical::<u32>(params.next()?.strip_prefix(name)?);
        let cost = Cost::new(param("m=")?, param("t=")?, param("p=")?)?;
        let generation = Generation(param("g=")?);
        let salt = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?.try_into().ok()?;
        let hash = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?.try_into().ok()?;
        let complete = params.next().is_none() && parts.next().is_none();
        complete.then_some(Self { generation, cost, salt, hash })
    }
}

impl TryFrom<String> for StoredPassword {
    type Error = MalformedPassword;

    fn try_from(text: String) -> Result<Self, MalformedPassword> {
        Self::parse(&text).ok_or(MalformedPassword)
    }
}

impl From<StoredPassword> for String {
    fn from(stored: StoredPassword) -> Self {
        let StoredPassword { generation, cost: Cost { memory, passes, lanes }, salt, hash } = stored;
        let (salt, hash) = (BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&hash));
        format!("$argon2id$v=19$m={memory},t={passes},p={lanes},g={generation}${salt}${hash}")
    }
}

/// The generation only.
impl fmt::Debug for StoredPassword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "StoredPassword(generation {}, ..)", self.generation)
    }
}

#[cfg(test)]
mod tests {
    use super::{PasswordError, StoredPassword};
    use crate::{Generation, Keyring};

    fn stored(text: &str) -> Option<StoredPassword> {
        StoredPassword::try_from(text.to_owned()).ok()
    }

    #[test]
    fn r5_a_password_is_verified_under_the_key_it_was_hashed_with_and_no_other() {
        let before = Keyring::first([1; 32]);
        let hashed = before.hash_password([5; 16], "correct horse").unwrap();
        let after = before.rotated([2; 32]).unwrap();
        let stolen = Keyring::first([9; 32]); // whoever has the store has to guess the key
        for (keyring, password, answer, when) in [
            (&before, "correct horse", Ok(true), "the right one"),
            (&before, "correct horsf", Ok(false), "a wrong one"),
            (&before, "", Ok(false), "an empty one"),
            (&after, "correct horse", Ok(true), "the right one after a rotation"),
            (&stolen, "correct horse", Ok(false), "the right one under another key"),
            (
                &after.clone().current_only(),
                "correct horse",
                Err(PasswordError::UnknownGeneration(Generation(1))),
                "after its key is gone",
            ),
        ] {
            assert_eq!(keyring.verify_password(&hashed, password), answer, "{when}");
        }
    }

    #[test]
    fn r21_the_decoy_costs_what_a_password_costs_and_matches_none() {
        let keyring = Keyring::first([1; 32]);
        let (decoy, real) = (keyring.decoy_password(), keyring.hash_password([5; 16], "x").unwrap());
        assert!(decoy.cost == real.cost && decoy.generation == real.generation);
        assert_eq!(keyring.verify_password(&decoy, "x"), Ok(false));
    }

    #[test]
    fn a_stored_password_reads_back_and_only_as_we_write_it() {
        let hashed = Keyring::first([1; 32]).hash_password([5; 16], "x").unwrap();
        let text = String::from(hashed.clone());
        assert!(text.starts_with("$argon2id$v=19$m=19456,t=2,p=1,g=1$BQUFBQUFBQUFBQUFBQUFBQ$"), "{text}");
        assert!(stored(&text) == Some(hashed));
        for (from, to) in [
            ("argon2id", "argon2i"),
            ("v=19", "v=16"),
            ("m=19456", "m=019456"),
            ("m=19456", "m=4000000000"),
            ("m=19456", "m=7"),
            ("t=2", "t=0"),
            ("t=2", "t=17"),
            ("p=1", "p=9"),
            (",g=1", ""),
            ("g=1", "g=1,x=1"),
            ("$BQU", "$BQ"),
            ("$BQU", "$$BQU"),
        ] {
            assert!(stored(&text.replacen(from, to, 1)).is_none(), "{from} -> {to}");
        }
        assert!(stored(&(text + "$")).is_none());
    }
}
