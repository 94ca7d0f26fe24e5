//! Sealing what the store keeps: seeds, secrets of access keys, cookies.

use std::fmt;

use data_encoding::BASE64;
use model::{AccountId, Secret};
use serde::{Deserialize, Serialize};

use crate::envelope::{self, Envelope};
use crate::kdf::{Extracted, Purpose, push_prefixed};
use crate::keyring::{Generation, Keyring};

/// Where a seal belongs. It opens only there: a ciphertext copied to another account, user or field is noise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Binding<'a> {
    /// The account.
    pub account: AccountId,
    /// The immutable id of what it belongs to (`AIDA…`), never a name: names are given again to others.
    pub subject: &'a str,
    /// Which of the subject's secrets, and the version of the document's format if it matters.
    pub field: &'a str,
}

impl Binding<'_> {
    fn encode(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(24 + self.subject.len() + self.field.len());
        out.extend_from_slice(&self.account.number().to_be_bytes());
        push_prefixed(&mut out, self.subject.as_bytes());
        push_prefixed(&mut out, self.field.as_bytes());
        out
    }
}

/// 32 random bytes, drawn anew for each seal. Not a secret, but a salt used twice for one purpose undoes both seals.
#[derive(Clone, Copy, Debug)]
pub struct Salt(pub [u8; 32]);

/// A sealed secret, in stored documents a text (base64).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Sealed {
    generation: Generation,
    bytes: Vec<u8>, // INVARIANT: `Envelope::parse` takes it; kept by `TryFrom` and `seal`
}

/// The text is no seal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a sealed secret, or one of a later format")]
pub struct MalformedSeal;

/// The cipher failed; nothing was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the cipher failed")]
pub struct SealError;

/// Why a seal stayed closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// It was sealed under a key that the keyring does not hold, or no longer.
    #[error("sealed under key generation {0}, which the key file does not hold")]
    UnknownGeneration(Generation),
    /// It was changed, belongs elsewhere, or was sealed under another key of the same generation.
    #[error("the seal is broken, or belongs elsewhere")]
    Broken,
}

impl Sealed {
    /// The generation it was sealed under: older than [`Keyring::current`], it is due for sealing anew.
    pub fn generation(&self) -> Generation {
        self.generation
    }

    /// The seal, for a place that takes bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// A seal that was kept as bytes.
    ///
    /// # Errors
    /// If it is none.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self, MalformedSeal> {
        let generation = Envelope::parse(&bytes).ok_or(MalformedSeal)?.generation;
        Ok(Self { generation, bytes })
    }
}

impl Keyring {
    /// Seals under the current generation.
    ///
    /// # Errors
    /// If the cipher fails, which it has no reason to.
    pub fn seal(
        &self,
        purpose: Purpose,
        binding: &Binding<'_>,
        salt: Salt,
        plaintext: &[u8],
    ) -> Result<Sealed, SealError> {
        let keys = Extracted::new(self.current_key(), &salt.0);
        let generation = self.current();
        envelope::seal(&keys, generation, &salt.0, purpose, &binding.encode(), plaintext)
            .map(|bytes| Sealed { generation, bytes })
            .map_err(|_| SealError)
    }

    /// Opens what was sealed for this purpose and place.
    ///
    /// # Errors
    /// If it was sealed for another, was changed, or its key is gone.
    pub fn open(
        &self,
        purpose: Purpose,
        binding: &Binding<'_>,
        sealed: &Sealed,
    ) -> Result<Secret<Vec<u8>>, OpenError> {
        let envelope = Envelope::parse(&sealed.bytes).ok_or(OpenError::Broken)?;
        let held = match purpose.is_brought() {
            true => self.trusted_key(envelope.generation),
            false => self.key(envelope.generation),
        };
        let master = held.ok_or(OpenError::UnknownGeneration(envelope.generation))?;
        let keys = Extracted::new(master, envelope.salt);
        envelope.open(&keys, purpose, &binding.encode()).map(Secret::new).map_err(|_| OpenError::Broken)
    }
}

impl TryFrom<String> for Sealed {
    type Error = MalformedSeal;

    fn try_from(text: String) -> Result<Self, MalformedSeal> {
        let bytes = BASE64.decode(text.as_bytes()).map_err(|_| MalformedSeal)?;
        Self::from_bytes(bytes)
    }
}

impl From<Sealed> for String {
    fn from(sealed: Sealed) -> Self {
        BASE64.encode(&sealed.bytes)
    }
}

/// The generation only: a ciphertext in a log helps whoever finds the key later.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed(generation {}, ..)", self.generation)
    }
}
