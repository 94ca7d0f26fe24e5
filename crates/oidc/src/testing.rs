//! An issuer of tokens, for tests.
#![expect(clippy::unwrap_used, reason = "what a test's own parts cannot do, fails the test")]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, KeyPair,
    RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RsaKeyPair,
};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::Algorithm;

/// An issuer with one key.
pub struct Issuer {
    kid: String,
    algorithm: Algorithm,
    pair: Pair,
}

enum Pair {
    Rsa(RsaKeyPair),
    Curve(EcdsaKeyPair),
}

impl Issuer {
    /// With a new RSA key of this name, which signs with RS256.
    pub fn rsa(kid: &str) -> Self {
        let pair = Pair::Rsa(RsaKeyPair::generate(KeySize::Rsa2048).unwrap());
        Self { kid: kid.to_owned(), algorithm: Algorithm::Rs256, pair }
    }

    /// With a new key on the curve of an algorithm.
    pub fn curve(algorithm: Algorithm, kid: &str) -> Self {
        let curve = match algorithm {
            Algorithm::Es384 => &ECDSA_P384_SHA384_FIXED_SIGNING,
            _ => &ECDSA_P256_SHA256_FIXED_SIGNING,
        };
        let pair = Pair::Curve(EcdsaKeyPair::generate(curve).unwrap());
        Self { kid: kid.to_owned(), algorithm, pair }
    }

    /// The same key for another algorithm.
    #[must_use]
    pub fn signing_with(self, algorithm: Algorithm) -> Self {
        Self { algorithm, ..self }
    }

    /// Its public key, as a JSON Web Key.
    pub fn key(&self) -> Value {
        let encode = |bytes: &[u8]| BASE64URL_NOPAD.encode(bytes);
        match &self.pair {
            Pair::Rsa(pair) => {
                // RSAPublicKey (RFC 8017, appendix A.1.1): a sequence of two integers.
                let (sequence, _) = element(pair.public_key().as_ref());
                let (n, rest) = element(sequence);
                let (e, _) = element(rest);
                json!({
                    "kty": "RSA", "kid": self.kid, "alg": self.algorithm.name(), "use": "sig",
                    "n": encode(n.strip_prefix(&[0]).unwrap_or(n)), "e": encode(e),
                })
            }
            Pair::Curve(pair) => {
                let point = &pair.public_key().as_ref()[1..];
                let (x, y) = point.split_at(point.len() / 2);
                let curve = if x.len() == 32 { "P-256" } else { "P-384" };
                json!({
                    "kty": "EC", "kid": self.kid, "alg": self.algorithm.name(), "use": "sig", "crv": curve,
                    "x": encode(x), "y": encode(y),
                })
            }
        }
    }

    /// A document of its keys.
    pub fn key_set(&self) -> String {
        json!({ "keys": [self.key()] }).to_string()
    }

    /// A token with these claims.
    pub fn token(&self, claims: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": self.algorithm.name(), "kid": self.kid });
        self.sign(&header.to_string(), &claims.to_string())
    }

    /// Signs any header and payload.
    pub fn sign(&self, header: &str, payload: &str) -> String {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let signed = [encode(header), ".".to_owned(), encode(payload)].concat();
        let signature = self.signature(signed.as_bytes());
        [signed, ".".to_owned(), BASE64URL_NOPAD.encode(&signature)].concat()
    }

    fn signature(&self, signed: &[u8]) -> Vec<u8> {
        let random = SystemRandom::new();
        match &self.pair {
            Pair::Rsa(pair) => {
                let padding = match self.algorithm {
                    Algorithm::Rs384 => &RSA_PKCS1_SHA384,
                    Algorithm::Rs512 => &RSA_PKCS1_SHA512,
                    _ => &RSA_PKCS1_SHA256,
                };
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(padding, &random, signed, &mut signature).unwrap();
                signature
            }
            Pair::Curve(pair) => pair.sign(&random, signed).unwrap().as_ref().to_vec(),
        }
    }
}

/// The content of the first element of DER, and what follows it.
fn element(der: &[u8]) -> (&[u8], &[u8]) {
    let (length, begin) = match der[1] {
        short @ 0..=0x80 => (usize::from(short), 2),
        0x81 => (usize::from(der[2]), 3),
        _ => (usize::from(der[2]) << 8 | usize::from(der[3]), 4),
    };
    der[begin..].split_at(length)
}
