//! A proof of possession holds only if it is signed by its own key, is for this address, and is from about now; any other text is refused.

use std::sync::LazyLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use model::Timestamp;
use service::signin::Proof;

const HERE: &str = "https://id.example.com/v1/token";
const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

/// One for all runs: what is made from a key that no input holds says nothing of inputs.
static KEY: LazyLock<EcdsaKeyPair> =
    LazyLock::new(|| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).expect("a key"));

fn jwk() -> String {
    let point = KEY.public_key().as_ref();
    let [x, y] = [&point[1..33], &point[33..65]].map(|part| BASE64URL_NOPAD.encode(part));
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#)
}

/// Head and claims are two lines; where the head says `KEY`, the key stands.
fn signed(text: &str) -> Option<String> {
    let (head, claims) = text.split_once('\n')?;
    let head = head.replacen("KEY", &jwk(), 1);
    let signed = [head.as_str(), claims].map(|part| BASE64URL_NOPAD.encode(part.as_bytes())).join(".");
    let signature = KEY.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
    Some(format!("{signed}.{}", BASE64URL_NOPAD.encode(signature.as_ref())))
}

pub fn run(text: &str) {
    assert!(Proof::read(text, HERE, NOW).is_err(), "nobody signed it");
    let Some(proof) = signed(text) else { return };
    let Ok(read) = Proof::read(&proof, HERE, NOW) else { return };
    assert_eq!(Proof::read(&proof, HERE, NOW).as_ref(), Ok(&read));
    assert!(Proof::read(&proof, "https://id.example.com/v1/revoke", NOW).is_err(), "it is for one address");
    let later = NOW.after(std::time::Duration::from_secs(601));
    assert!(Proof::read(&proof, HERE, later).is_err(), "it is for a while");
    assert!(Proof::read(&format!("{proof}A"), HERE, NOW).is_err(), "the signature is whole");
}
