//! The key that a session is bound to, and what only this program knows of a request.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use model::{Secret, Timestamp};
use serde_json::json;
use service::{Entropy, SystemEntropy};

use crate::failure::Failure;

/// A key on P-256.
pub struct Key {
    pair: EcdsaKeyPair,
    document: Secret<Vec<u8>>,
}

/// So many random bytes, as text.
pub fn random<const N: usize>() -> Secret<String> {
    let bytes = Secret::new((&SystemEntropy as &dyn Entropy).array::<N>());
    Secret::new(BASE64URL_NOPAD.encode(bytes.expose()))
}

/// What a verifier is shown as beforehand (RFC 7636, section 4.2).
pub fn challenge(verifier: &Secret<String>) -> String {
    BASE64URL_NOPAD.encode(digest(&SHA256, verifier.expose().as_bytes()).as_ref())
}

/// How page and terminal show that they belong together: how the challenge begins.
pub fn short_code(challenge: &str) -> String {
    let [first, second] = [0..4, 4..8].map(|range| challenge.get(range).unwrap_or_default());
    format!("{first} {second}")
}

impl Key {
    /// A new key.
    ///
    /// # Errors
    /// If none can be made.
    pub fn new() -> Result<Self, Failure> {
        let document = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new())
            .map_err(|error| Failure::of("cannot make a key", error))?;
        Self::of_document(Secret::new(document.as_ref().to_vec()))
    }

    /// The key that a text says, as [`Key::text`] wrote it.
    ///
    /// # Errors
    /// If it is none.
    pub fn read(text: &str) -> Result<Self, Failure> {
        let document =
            BASE64.decode(text.as_bytes()).map_err(|error| Failure::of("cannot read a key", error))?;
        Self::of_document(Secret::new(document))
    }

    fn of_document(document: Secret<Vec<u8>>) -> Result<Self, Failure> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, document.expose())
            .map_err(|error| Failure::of("cannot read a key", error))?;
        Ok(Self { pair, document })
    }

    /// The key as text, to be kept.
    pub fn text(&self) -> Secret<String> {
        Secret::new(BASE64.encode(self.document.expose()))
    }

    /// The proof that whoever sends a POST to this address has the key (RFC 9449, section 4.2).
    ///
    /// # Errors
    /// If it cannot be signed.
    pub fn proof(&self, address: &str, now: Timestamp) -> Result<String, Failure> {
        let point = self.pair.public_key().as_ref();
        let coordinate = |range| BASE64URL_NOPAD.encode(point.get(range).unwrap_or_default());
        let jwk = json!({ "kty": "EC", "crv": "P-256", "x": coordinate(1..33), "y": coordinate(33..65) });
        let head = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": jwk });
        let id = random::<16>();
        let claims = json!({ "htm": "POST", "htu": address, "iat": now.secs(), "jti": id.expose() });
        let [head, claims] = [head, claims].map(|part| BASE64URL_NOPAD.encode(part.to_string().as_bytes()));
        let signed = format!("{head}.{claims}");
        let signature = self
            .pair
            .sign(&SystemRandom::new(), signed.as_bytes())
            .map_err(|error| Failure::of("cannot sign a proof", error))?;
        Ok(format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref())))
    }
}

#[cfg(test)]
mod tests {
    use model::{Secret, Timestamp};
    use service::signin::{AuthorizeRequest, Proof};

    use super::{Key, challenge, random, short_code};

    #[test]
    fn a_key_that_was_kept_makes_proofs_that_the_server_reads() {
        let (now, address) = (Timestamp::from_secs(1_800_000_000), "http://localhost:7800/v1/token");
        let key = Key::new().unwrap();
        let kept = Key::read(key.text().expose()).unwrap();
        let [one, other] =
            [key, kept].map(|key| Proof::read(&key.proof(address, now).unwrap(), address, now).unwrap());
        assert_eq!(one.thumbprint(), other.thumbprint());
        assert_ne!(one, other, "each proof has an id of its own");
        for wrong in ["", "AAAA", "é"] {
            assert!(Key::read(wrong).is_err());
        }
    }

    #[test]
    fn terminal_and_page_show_the_same_code() {
        let verifier = random::<48>();
        let challenge = challenge(&verifier);
        let request = AuthorizeRequest::read(|name| match name {
            "client_id" => Some("arn:aws:signin:::devtools/same-device"),
            "response_type" => Some("code"),
            "redirect_uri" => Some("http://127.0.0.1:1/oauth/callback"),
            "state" => Some("x"),
            "code_challenge_method" => Some("S256"),
            "code_challenge" => Some(&challenge),
            _ => None,
        });
        assert_eq!(request.unwrap().short_code(), short_code(&challenge));
        assert_eq!(
            super::challenge(&Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".to_owned())),
            "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
            "the example of RFC 7636"
        );
    }
}
