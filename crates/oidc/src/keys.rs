//! The keys of an issuer (RFC 7517): a JSON Web Key Set, of which what verifies tokens is kept.

use aws_lc_rs::signature::{RsaPublicKeyComponents, UnparsedPublicKey};
use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::algorithm::{Algorithm, Verifier};
use crate::json;

/// No longer document of keys is looked at, in bytes.
pub const LONGEST_KEY_SET: usize = 64 * 1_024;
/// A document has no more keys.
const MOST_KEYS: usize = 100;
/// A key's name is no longer.
const LONGEST_NAME: usize = 256;
/// An RSA modulus, in bytes.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=1_024;

/// Why a document of keys is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefused {
    /// It is too long.
    #[error("it is longer than {} KiB", LONGEST_KEY_SET / 1024)]
    TooLong,
    /// It is something else.
    #[error(
        "it is no JSON Web Key Set: an object with a list called `keys`, in which no name stands twice, is expected"
    )]
    NotAKeySet,
    /// There are too many keys in it.
    #[error("it has more than {MOST_KEYS} keys")]
    TooMany,
    /// There is a private key in it, or a shared secret.
    #[error(
        "there is a private key or a shared secret in it. Whoever has seen it can sign tokens: have the provider make another one, \
         and give the public keys alone"
    )]
    Secret,
    /// None of its keys verifies tokens.
    #[error(
        "none of its keys verifies tokens: RSA keys of 2048 to 8192 bits (RS256, RS384, RS512) and keys on P-256 (ES256) and P-384 \
         (ES384) do, unless they are for something else"
    )]
    NoneUsable,
}

/// The keys of an issuer that verify tokens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct KeySet(Vec<Key>);

/// A public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Key {
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    /// The one algorithm that it is for, if it is for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    alg: Option<Algorithm>,
    #[serde(flatten)]
    material: Material,
}

/// What it is made of. As it is kept: the members of a JSON Web Key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kty")]
enum Material {
    #[serde(rename = "RSA")]
    Rsa { n: Base64Url, e: Base64Url },
    #[serde(rename = "EC")]
    Curve { crv: Curve, x: Base64Url, y: Base64Url },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
enum Curve {
    #[serde(rename = "P-256")]
    P256,
    #[serde(rename = "P-384")]
    P384,
}

/// Bytes, in base64url without padding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct Base64Url(Vec<u8>);

impl TryFrom<String> for Base64Url {
    type Error = data_encoding::DecodeError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        BASE64URL_NOPAD.decode(text.as_bytes()).map(Self)
    }
}

impl From<Base64Url> for String {
    fn from(bytes: Base64Url) -> Self {
        BASE64URL_NOPAD.encode(&bytes.0)
    }
}

impl KeySet {
    /// Reads a JSON Web Key Set. Keys that are for something else, or of a kind that is not known, are left out (RFC 7517, section 5).
    ///
    /// # Errors
    /// Why it is not taken.
    pub fn parse(document: &[u8]) -> Result<Self, KeyRefused> {
        if document.len() > LONGEST_KEY_SET {
            return Err(KeyRefused::TooLong);
        }
        let members = json::object(document).ok_or(KeyRefused::NotAKeySet)?;
        let Some(Value::Array(listed)) = members.get("keys") else { return Err(KeyRefused::NotAKeySet) };
        if listed.len() > MOST_KEYS {
            return Err(KeyRefused::TooMany);
        }
        let mut keys = Vec::new();
        for listed in listed {
            let listed = listed.as_object().ok_or(KeyRefused::NotAKeySet)?;
            if ["d", "p", "q", "k"].iter().any(|secret| listed.contains_key(*secret)) {
                return Err(KeyRefused::Secret);
            }
            keys.extend(Key::read(listed));
        }
        if keys.is_empty() { Err(KeyRefused::NoneUsable) } else { Ok(Self(keys)) }
    }

    /// What the keys are called and for, for people: `RS256 abc`.
    pub fn described(&self) -> Vec<String> {
        self.0.iter().map(Key::described).collect()
    }

    /// Whether one of the keys that a token may be signed with signed this. A token that names its key means that one; one that does not
    /// is verified only where there is no choice.
    ///
    /// None if there is no key for it.
    pub(crate) fn verify(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
        signed: &[u8],
        signature: &[u8],
    ) -> Option<bool> {
        let mut fitting = self.0.iter().filter(|key| key.fits(algorithm));
        match kid {
            Some(kid) => {
                let mut named = fitting.filter(|key| key.kid.as_deref() == Some(kid)).peekable();
                named.peek()?;
                Some(named.any(|key| key.verifies(algorithm, signed, signature)))
            }
            None => match (fitting.next(), fitting.next()) {
                (Some(only), None) => Some(only.verifies(algorithm, signed, signature)),
                _ => None,
            },
        }
    }
}

impl Key {
    /// A key that verifies tokens; none if this one does not.
    fn read(listed: &Map<String, Value>) -> Option<Self> {
        let text = |name: &str| listed.get(name).and_then(Value::as_str);
        let bytes = |name: &str| BASE64URL_NOPAD.decode(text(name)?.as_bytes()).ok().map(Base64Url);
        if listed.get("use").is_some_and(|of| of != "sig") {
            return None;
        }
        if let Some(operations) = listed.get("key_ops")
            && !operations.as_array()?.iter().any(|operation| operation == "verify")
        {
            return None;
        }
        let kid = match listed.get("kid") {
            Some(kid) => Some(kid.as_str().filter(|kid| kid.len() <= LONGEST_NAME)?.to_owned()),
            None => None,
        };
        let alg = match listed.get("alg") {
            Some(alg) => Some(Algorithm::named(alg.as_str()?)?),
            None => None,
        };
        let material = match (text("kty")?, text("crv")) {
            ("RSA", _) => Material::Rsa { n: bytes("n")?, e: bytes("e")? },
            ("EC", Some("P-256")) => Material::Curve { crv: Curve::P256, x: bytes("x")?, y: bytes("y")? },
            ("EC", Some("P-384")) => Material::Curve { crv: Curve::P384, x: bytes("x")?, y: bytes("y")? },
            _ => return None,
        };
        let key = Self { kid, alg, material };
        let is_of_a_size = match &key.material {
            Material::Rsa { n, e } => {
                RSA_BYTES.contains(&n.0.len()) && n.0[0] >= 0x80 && (1..=8).contains(&e.0.len())
            }
            Material::Curve { crv, x, y } => [x, y].iter().all(|part| part.0.len() == crv.bytes()),
        };
        let is_of_its_kind = alg.is_none_or(|alg| key.fits(alg));
        (is_of_a_size && is_of_its_kind).then_some(key)
    }

    /// Whether it is a key of this algorithm, and for it.
    fn fits(&self, algorithm: Algorithm) -> bool {
        let is_of_its_kind = match (algorithm.verifier(), &self.material) {
            (Verifier::Rsa(_), Material::Rsa { .. }) => true,
            (Verifier::P256(_), Material::Curve { crv, .. }) => *crv == Curve::P256,
            (Verifier::P384(_), Material::Curve { crv, .. }) => *crv == Curve::P384,
            _ => false,
        };
        is_of_its_kind && self.alg.is_none_or(|own| own == algorithm)
    }

    fn verifies(&self, algorithm: Algorithm, signed: &[u8], signature: &[u8]) -> bool {
        match (algorithm.verifier(), &self.material) {
            (Verifier::Rsa(parameters), Material::Rsa { n, e }) => {
                RsaPublicKeyComponents { n: &n.0, e: &e.0 }.verify(parameters, signed, signature).is_ok()
            }
            (Verifier::P256(verifier) | Verifier::P384(verifier), Material::Curve { x, y, .. }) => {
                // SEC 1, section 2.3.3: a point that is not compressed.
                let point = [&[0x04], x.0.as_slice(), y.0.as_slice()].concat();
                UnparsedPublicKey::new(verifier, point).verify(signed, signature).is_ok()
            }
            _ => false,
        }
    }

    fn described(&self) -> String {
        let of = match (self.alg, &self.material) {
            (Some(alg), _) => alg.name(),
            (None, Material::Rsa { .. }) => "RSA",
            (None, Material::Curve { crv: Curve::P256, .. }) => "P-256",
            (None, Material::Curve { crv: Curve::P384, .. }) => "P-384",
        };
        let name: String = self.kid.iter().flat_map(|kid| kid.escape_debug()).collect();
        if name.is_empty() { of.to_owned() } else { [of, " ", &name].concat() }
    }
}

impl Curve {
    const fn bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::{KeyRefused, KeySet, LONGEST_KEY_SET};
    use crate::Algorithm;
    use crate::testing::Issuer;

    fn parsed(keys: &[Value]) -> Result<Vec<String>, KeyRefused> {
        KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).map(|keys| keys.described())
    }

    fn changed(mut key: Value, member: &str, value: Value) -> Value {
        key[member] = value;
        key
    }

    #[test]
    fn what_verifies_tokens_is_kept_and_the_rest_left_out() {
        let rsa = Issuer::rsa("one").key();
        let curve = Issuer::curve(Algorithm::Es384, "two").key();
        let other = |member, value: Value| changed(rsa.clone(), member, value);
        for left_out in [
            other("use", json!("enc")),
            other("key_ops", json!(["encrypt"])),
            other("alg", json!("RSA-OAEP")),
            other("alg", json!("ES256")),
            other("alg", json!("none")),
            other("alg", json!("HS256")),
            other("kty", json!("OKP")),
            other("kid", json!(7)),
            other("n", json!("AQAB")),
            other("n", json!("not base64")),
            other("n", json!("A".repeat(342))),
            other("e", json!("")),
            changed(curve.clone(), "crv", json!("P-256")),
            changed(curve.clone(), "crv", json!("secp256k1")),
            changed(curve.clone(), "x", json!("AQ")),
        ] {
            assert_eq!(parsed(std::slice::from_ref(&left_out)), Err(KeyRefused::NoneUsable), "{left_out}");
            assert_eq!(parsed(&[rsa.clone(), left_out]), Ok(vec!["RS256 one".to_owned()]));
        }
        assert_eq!(parsed(&[rsa, curve]), Ok(vec!["RS256 one".to_owned(), "ES384 two".to_owned()]));
    }

    #[test]
    fn a_document_that_is_none_or_holds_a_secret_is_refused() {
        let rsa = Issuer::rsa("one").key();
        for (document, why) in [
            ("[]".to_owned(), KeyRefused::NotAKeySet),
            ("{}".to_owned(), KeyRefused::NotAKeySet),
            (r#"{"keys":{}}"#.to_owned(), KeyRefused::NotAKeySet),
            (r#"{"keys":[1]}"#.to_owned(), KeyRefused::NotAKeySet),
            (r#"{"keys":[],"keys":[]}"#.to_owned(), KeyRefused::NotAKeySet),
            (r#"{"keys":[]}"#.to_owned(), KeyRefused::NoneUsable),
            (json!({ "keys": vec![json!({}); 101] }).to_string(), KeyRefused::TooMany),
            (json!({ "keys": [changed(rsa.clone(), "d", json!("AQAB"))] }).to_string(), KeyRefused::Secret),
            (json!({ "keys": [rsa, { "kty": "oct", "k": "c2VjcmV0" }] }).to_string(), KeyRefused::Secret),
            (format!("{{\"keys\":[]{}}}", " ".repeat(LONGEST_KEY_SET)), KeyRefused::TooLong),
        ] {
            assert_eq!(KeySet::parse(document.as_bytes()), Err(why), "{document:.60}");
        }
    }

    #[test]
    fn keys_that_are_kept_read_back_as_they_were() {
        let keys =
            json!({ "keys": [Issuer::rsa("one").key(), Issuer::curve(Algorithm::Es256, "two").key()] });
        let keys = KeySet::parse(keys.to_string().as_bytes()).unwrap();
        let kept = serde_json::to_string(&keys).unwrap();
        assert_eq!(serde_json::from_str::<KeySet>(&kept).unwrap(), keys);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = KeySet::parse(&bytes);
        }

        #[test]
        fn any_members_are_read_or_refused(
            kty in "RSA|EC|oct", crv in "P-256|P-384", n in "[A-Za-z0-9_-]{0,400}", e in "[A-Za-z0-9_-]{0,12}",
        ) {
            let key = json!({ "kty": kty, "crv": crv, "n": n, "e": e, "x": n, "y": e });
            if let Ok(keys) = KeySet::parse(json!({ "keys": [key] }).to_string().as_bytes()) {
                // A key that says nothing of itself verifies nothing that it did not sign.
                for algorithm in Algorithm::ALL {
                    prop_assert_ne!(keys.verify(algorithm, None, b"signed", b"signature"), Some(true));
                }
            }
        }
    }
}
