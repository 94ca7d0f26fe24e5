//! The encrypted form of an authenticator: argon2id makes a key of the passphrase, and AES-256-GCM seals under it.

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use data_encoding::BASE64;
use model::Secret;
use serde::{Deserialize, Serialize};
use service::Entropy;
use zeroize::Zeroizing;

/// The form that is written.
const VERSION: u32 = 1;

/// What a file says in the clear, and what is sealed.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    version: u32,
    kdf: Cost,
    /// In base64, as all bytes.
    salt: String,
    nonce: String,
    sealed: String,
}

/// What a guess at the passphrase costs.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cost {
    argon2id_kib: u32,
    passes: u32,
    lanes: u32,
}

impl Cost {
    /// More than a password of the server costs: the file may be stolen, there is no pepper, and nobody signs in by the thousand.
    const CURRENT: Self = Self { argon2id_kib: 64 * 1_024, passes: 3, lanes: 1 };
    /// Whoever can write the file must not be able to make reading it take all memory, or an hour.
    const MOST: Self = Self { argon2id_kib: 1_024 * 1_024, passes: 16, lanes: 8 };

    fn params(self) -> Option<Params> {
        let most = Self::MOST;
        let is_bounded =
            self.argon2id_kib <= most.argon2id_kib && self.passes <= most.passes && self.lanes <= most.lanes;
        Params::new(self.argon2id_kib, self.passes, self.lanes, Some(32)).ok().filter(|_| is_bounded)
    }
}

/// Why a file stays closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is something else, or of a later version.
    NotOurs,
    /// The passphrase is another one, or somebody changed the file: one looks like the other.
    WrongPassphrase,
    /// There was no memory for it.
    Failed,
}

/// The key of a file, and what it was made with.
pub struct SealingKey {
    key: Zeroizing<[u8; 32]>,
    cost: Cost,
    salt: [u8; 16],
}

impl SealingKey {
    /// The key of a new file.
    ///
    /// # Errors
    /// If there is no memory for it.
    pub fn new(passphrase: &Secret<String>, entropy: &dyn Entropy) -> Result<Self, Closed> {
        Self::derive(passphrase, Cost::CURRENT, entropy.array())
    }

    fn derive(passphrase: &Secret<String>, cost: Cost, salt: [u8; 16]) -> Result<Self, Closed> {
        let params = cost.params().ok_or(Closed::NotOurs)?;
        let mut key = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(passphrase.expose().as_bytes(), &salt, &mut *key)
            .map_err(|_| Closed::Failed)?;
        Ok(Self { key, cost, salt })
    }

    /// Seals a text, under a nonce of its own.
    ///
    /// # Errors
    /// If the cipher fails.
    pub fn seal(&self, text: &Secret<Vec<u8>>, entropy: &dyn Entropy) -> Result<String, Closed> {
        let nonce: [u8; 12] = entropy.array();
        // As long as it becomes from the start: what grows leaves copies behind.
        let mut sealed = Zeroizing::new(Vec::with_capacity(text.expose().len() + 16));
        sealed.extend_from_slice(text.expose());
        self.cipher()?
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), self.bound(), &mut *sealed)
            .map_err(|_| Closed::Failed)?;
        let written = Written {
            version: VERSION,
            kdf: self.cost,
            salt: BASE64.encode(&self.salt),
            nonce: BASE64.encode(&nonce),
            sealed: BASE64.encode(&sealed),
        };
        serde_json::to_string_pretty(&written).map(|text| text + "\n").map_err(|_| Closed::Failed)
    }

    fn cipher(&self) -> Result<LessSafeKey, Closed> {
        UnboundKey::new(&AES_256_GCM, &*self.key).map(LessSafeKey::new).map_err(|_| Closed::Failed)
    }

    /// What the seal says of itself is sealed too.
    fn bound(&self) -> Aad<Vec<u8>> {
        let Cost { argon2id_kib, passes, lanes } = self.cost;
        Aad::from(format!("bartizan authenticator {VERSION} {argon2id_kib} {passes} {lanes}").into_bytes())
    }
}

/// Opens a file, and gives the key for sealing it again.
///
/// # Errors
/// Why it stays closed.
pub fn open(file: &str, passphrase: &Secret<String>) -> Result<(SealingKey, Secret<Vec<u8>>), Closed> {
    let written: Written = serde_json::from_str(file).map_err(|_| Closed::NotOurs)?;
    if written.version != VERSION {
        return Err(Closed::NotOurs);
    }
    let bytes = |text: &str| BASE64.decode(text.as_bytes()).map_err(|_| Closed::NotOurs);
    let salt = bytes(&written.salt)?.try_into().map_err(|_| Closed::NotOurs)?;
    let nonce: [u8; 12] = bytes(&written.nonce)?.try_into().map_err(|_| Closed::NotOurs)?;
    let mut sealed = Zeroizing::new(bytes(&written.sealed)?);
    let key = SealingKey::derive(passphrase, written.kdf, salt)?;
    let text = key
        .cipher()?
        .open_in_place(Nonce::assume_unique_for_key(nonce), key.bound(), &mut sealed)
        .map_err(|_| Closed::WrongPassphrase)?;
    let text = Secret::new(text.to_vec());
    Ok((key, text))
}

#[cfg(test)]
mod tests {
    use model::Secret;
    use serde_json::{Value, json};
    use service::SystemEntropy;

    use super::{Closed, SealingKey, open};

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    fn sealed() -> (SealingKey, String) {
        let key = SealingKey::new(&secret("correct horse"), &SystemEntropy).unwrap();
        let file = key.seal(&Secret::new(b"seeds".to_vec()), &SystemEntropy).unwrap();
        (key, file)
    }

    #[test]
    fn only_the_passphrase_opens_a_file_and_what_is_sealed_is_not_in_it() {
        let (key, file) = sealed();
        let (_, text) = open(&file, &secret("correct horse")).map_err(|_| ()).unwrap();
        assert_eq!(text.expose(), b"seeds");
        assert!(!file.contains("seeds"));
        for wrong in ["", "Correct horse", "correct horse "] {
            assert_eq!(open(&file, &secret(wrong)).err(), Some(Closed::WrongPassphrase), "{wrong}");
        }
        let again = key.seal(&Secret::new(b"seeds".to_vec()), &SystemEntropy).unwrap();
        assert_ne!(again, file, "each seal has a nonce of its own");
    }

    #[test]
    fn a_file_that_somebody_changed_stays_closed() {
        let (_, file) = sealed();
        let file: Value = serde_json::from_str(&file).unwrap();
        let opened = |change: &dyn Fn(&mut Value)| {
            let mut changed = file.clone();
            change(&mut changed);
            open(&changed.to_string(), &secret("correct horse")).map(|_| ())
        };
        assert_eq!(opened(&|_| {}), Ok(()));
        for (change, why) in [
            (
                &(|file: &mut Value| file["kdf"]["passes"] = json!(2)) as &dyn Fn(&mut Value),
                Closed::WrongPassphrase,
            ),
            (&|file| file["salt"] = json!("AAAAAAAAAAAAAAAAAAAAAA=="), Closed::WrongPassphrase),
            (&|file| file["nonce"] = json!("AAAAAAAAAAAAAAAA"), Closed::WrongPassphrase),
            (&|file| file["sealed"] = json!(""), Closed::WrongPassphrase),
            (&|file| file["salt"] = json!("AA=="), Closed::NotOurs),
            (&|file| file["version"] = json!(2), Closed::NotOurs),
            (&|file| file["more"] = json!(1), Closed::NotOurs),
            // Memory of a whole machine, passes of a whole day.
            (&|file| file["kdf"]["argon2id_kib"] = json!(u32::MAX), Closed::NotOurs),
            (&|file| file["kdf"]["passes"] = json!(1_000_000), Closed::NotOurs),
            (&|file| file["kdf"]["passes"] = json!(0), Closed::NotOurs),
        ] {
            assert_eq!(opened(change), Err(why));
        }
        assert_eq!(open("", &secret("x")).err(), Some(Closed::NotOurs));
    }
}
