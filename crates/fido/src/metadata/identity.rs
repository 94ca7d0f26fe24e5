//! How a model of a key is told from others.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha1::{Digest, Sha1};
use x509_parser::prelude::{FromDer, X509Certificate};

use crate::Aaguid;

/// The text identifies no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the identifier of a key is 40 hexadecimal digits")]
pub struct MalformedIdentifier;

/// What identifies the certificate of a U2F key: the SHA-1 of its public key (RFC 5280, section 4.2.1.2, method 1). A name, not
/// a proof.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyIdentifier([u8; 20]);

impl KeyIdentifier {
    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 20] {
        &self.0
    }
}

impl fmt::Display for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for KeyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyIdentifier({self})")
    }
}

impl FromStr for KeyIdentifier {
    type Err = MalformedIdentifier;

    fn from_str(text: &str) -> Result<Self, MalformedIdentifier> {
        let bytes = HEXLOWER.decode(text.to_ascii_lowercase().as_bytes()).map_err(|_| MalformedIdentifier)?;
        bytes.try_into().map(Self).map_err(|_| MalformedIdentifier)
    }
}

/// The identifier of a certificate's key; none, if it cannot be read.
pub fn key_identifier(certificate: &[u8]) -> Option<KeyIdentifier> {
    let (_, parsed) = X509Certificate::from_der(certificate).ok()?;
    let digest = Sha1::digest(&parsed.public_key().subject_public_key.data);
    Some(KeyIdentifier(digest.into()))
}

/// What a model is known by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Model {
    /// FIDO2 keys.
    Aaguid(Aaguid),
    /// U2F keys: the certificates that vouch for them.
    KeyIdentifiers(Vec<KeyIdentifier>),
}

impl Serialize for KeyIdentifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for KeyIdentifier {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::KeyIdentifier;

    #[test]
    fn identifiers_are_read_as_they_are_written() {
        let key = "8a1c5b2d00000000000000000000000000000fff";
        assert_eq!(key.parse::<KeyIdentifier>().unwrap().to_string(), key);
        assert_eq!(key.to_uppercase().parse::<KeyIdentifier>().unwrap().to_string(), key);
        for wrong in ["", &key[1..], &format!("{key}00"), &key.replace('f', "g"), &key.replace("00", "é")] {
            assert!(wrong.parse::<KeyIdentifier>().is_err(), "{wrong}");
        }
    }
}
