use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use model::Timestamp;
use serde_json::{Value, json};

use super::{Proof, ProofFault};

const HERE: &str = "https://id.example.com/v1/token";
const NOW: u64 = 1_800_000_000;

struct Key(EcdsaKeyPair);

impl Key {
    fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap())
    }

    fn jwk(&self) -> Value {
        let point = self.0.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..65]].map(|part| BASE64URL_NOPAD.encode(part));
        json!({ "kty": "EC", "crv": "P-256", "x": x, "y": y })
    }

    fn head(&self) -> Value {
        json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk() })
    }

    fn sign(&self, head: &str, claims: &str) -> String {
        let signed = [head, claims].map(|part| BASE64URL_NOPAD.encode(part.as_bytes())).join(".");
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

fn claims() -> Value {
    json!({ "htm": "POST", "htu": HERE, "iat": NOW, "jti": "b8a1f0f2-6b0e-4d6b-8f0e-1f0f7a0b5c11" })
}

/// A value with one field changed; `Null` takes it away.
fn but(mut value: Value, name: &str, to: Value) -> Value {
    if to.is_null() {
        value.as_object_mut().unwrap().remove(name);
    } else {
        value[name] = to;
    }
    value
}

fn read(proof: &str) -> Result<Proof, ProofFault> {
    Proof::read(proof, HERE, Timestamp::from_secs(NOW))
}

#[test]
fn r27_a_proof_is_signed_by_its_key_for_this_address_about_now() {
    let key = Key::new();
    let head = key.head();
    assert!(read(&key.sign(&head.to_string(), &claims().to_string())).is_ok());
    for (name, to, fault) in [
        ("htm", json!("GET"), Some(ProofFault::Elsewhere)),
        ("htm", json!("post"), Some(ProofFault::Elsewhere)),
        ("htm", Value::Null, Some(ProofFault::Malformed)),
        ("htu", json!("https://id.example.com/v1/revoke"), Some(ProofFault::Elsewhere)),
        ("htu", json!("https://id.example.com.evil.example/v1/token"), Some(ProofFault::Elsewhere)),
        ("htu", json!("http://id.example.com/v1/token"), Some(ProofFault::Elsewhere)),
        ("htu", json!(""), Some(ProofFault::Elsewhere)),
        ("iat", json!(NOW - 299), None),
        ("iat", json!(NOW - 300), Some(ProofFault::Time)),
        ("iat", json!(NOW + 301), Some(ProofFault::Time)),
        ("iat", json!(0), Some(ProofFault::Time)),
        ("iat", json!(u64::MAX), Some(ProofFault::Time)),
        ("iat", json!(-1), Some(ProofFault::Malformed)),
        ("iat", json!("now"), Some(ProofFault::Malformed)),
        ("iat", Value::Null, Some(ProofFault::Malformed)),
        ("jti", json!(""), Some(ProofFault::Malformed)),
        ("jti", json!("x".repeat(129)), Some(ProofFault::Malformed)),
        ("jti", Value::Null, Some(ProofFault::Malformed)),
    ] {
        let proof = key.sign(&head.to_string(), &but(claims(), name, to.clone()).to_string());
        assert_eq!(read(&proof).err(), fault, "{name}: {to}");
    }
}

#[test]
fn r27_a_proof_is_of_one_kind_only() {
    let key = Key::new();
    let private = but(key.jwk(), "d", json!("AAAA"));
    for (name, to) in [
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("alg", json!("ES384")),
        ("alg", json!("es256")),
        ("typ", json!("JWT")),
        ("typ", Value::Null),
        ("crit", json!(["exp"])),
        ("jwk", Value::Null),
        ("jwk", private),
        ("jwk", but(key.jwk(), "kty", json!("oct"))),
        ("jwk", but(key.jwk(), "crv", json!("P-384"))),
        ("jwk", but(key.jwk(), "x", json!("AAAA"))),
        ("jwk", but(key.jwk(), "x", json!(""))),
        ("jwk", but(key.jwk(), "x", json!(BASE64URL_NOPAD.encode(&[1; 33])))),
        ("jwk", but(key.jwk(), "y", Value::Null)),
    ] {
        let proof = key.sign(&but(key.head(), name, to.clone()).to_string(), &claims().to_string());
        assert_eq!(read(&proof), Err(ProofFault::Malformed), "{name}: {to}");
    }
    let twice =
        r#"{"typ":"dpop+jwt","alg":"none","alg":"ES256","jwk":"#.to_owned() + &key.jwk().to_string() + "}";
    assert_eq!(read(&key.sign(&twice, &claims().to_string())), Err(ProofFault::Malformed));
}

#[test]
fn r27_nobody_elses_signature_does() {
    let (key, other) = (Key::new(), Key::new());
    let good = key.sign(&key.head().to_string(), &claims().to_string());
    let (signed, signature) = good.rsplit_once('.').unwrap();
    for (proof, fault) in [
        (other.sign(&key.head().to_string(), &claims().to_string()), ProofFault::Signature),
        (format!("{signed}."), ProofFault::Signature),
        (format!("{signed}.{}", BASE64URL_NOPAD.encode(&[0; 64])), ProofFault::Signature),
        (format!("{signed}.{signature}A"), ProofFault::Signature),
        (format!("{good}.x"), ProofFault::Malformed),
        (signed.to_owned(), ProofFault::Malformed),
        (String::new(), ProofFault::Malformed),
        ("..".to_owned(), ProofFault::Malformed),
        ("x".repeat(3_000), ProofFault::Malformed),
    ] {
        assert_eq!(read(&proof), Err(fault), "{proof}");
    }
    // A point that is on no curve verifies nothing.
    let nowhere = but(but(key.jwk(), "x", json!(BASE64URL_NOPAD.encode(&[0; 32]))), "y", {
        json!(BASE64URL_NOPAD.encode(&[1; 32]))
    });
    let proof = key.sign(&but(key.head(), "jwk", nowhere).to_string(), &claims().to_string());
    assert_eq!(read(&proof), Err(ProofFault::Signature));
}

/// What botocore sends for one key in 128.
#[test]
fn a_coordinate_may_lack_the_zeros_in_front_and_the_thumbprint_stays() {
    let key = std::iter::repeat_with(Key::new).find(|key| key.0.public_key().as_ref()[1] == 0).unwrap();
    let whole = read(&key.sign(&key.head().to_string(), &claims().to_string())).unwrap();
    let x = &key.0.public_key().as_ref()[1..33];
    let rest = &x[x.iter().position(|byte| *byte != 0).unwrap()..];
    let short = but(key.head(), "jwk", but(key.jwk(), "x", json!(BASE64URL_NOPAD.encode(rest))));
    let proof = read(&key.sign(&short.to_string(), &claims().to_string())).unwrap();
    assert_eq!(proof.thumbprint(), whole.thumbprint());
}

#[test]
fn the_thumbprint_is_of_the_key_alone() {
    // The key and thumbprint of RFC 9449's own figures.
    let jwk = super::Jwk {
        kty: "EC".to_owned(),
        crv: "P-256".to_owned(),
        x: "l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs".to_owned(),
        y: "9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA".to_owned(),
        d: None,
    };
    assert_eq!(super::thumbprint(&jwk.public_key().unwrap()), "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}
