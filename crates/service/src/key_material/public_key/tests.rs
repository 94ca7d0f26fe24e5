use super::{Encoding, RsaPublicKey};
use crate::error::KeyMaterial;
use data_encoding::BASE64;

const SSH: &str = include_str!("../../../fixtures/keys/ssh-rsa.pub");
const SPKI: &str = include_str!("../../../fixtures/keys/ssh-rsa-spki.pem");
const PKCS1: &str = include_str!("../../../fixtures/keys/ssh-rsa-pkcs1.pem");

#[test]
fn a_key_is_the_same_however_it_is_written() {
    let (key, encoding) = RsaPublicKey::parse(SSH).unwrap();
    assert_eq!(encoding, Encoding::Ssh);
    for text in [SPKI, PKCS1] {
        assert_eq!(RsaPublicKey::parse(text).unwrap(), (key.clone(), Encoding::Pem));
    }
    // What ssh-keygen wrote of it, without the comment.
    assert_eq!(key.ssh(), SSH.trim().rsplit_once(' ').unwrap().0);
    assert_eq!(key.pem(), SPKI);
    assert_eq!(key.fingerprint(), "94:f1:54:9d:2c:70:25:33:fa:08:bc:c5:74:95:61:9e");
    assert_eq!(RsaPublicKey::parse(&key.ssh()).unwrap().0, key);
    assert_eq!(RsaPublicKey::parse(&format!("\r\n {SSH}\n")).unwrap().0, key);
}

/// A key of these parts, each behind its length.
fn blob(parts: &[&[u8]]) -> String {
    let mut blob = Vec::new();
    for part in parts {
        blob.extend(u32::try_from(part.len()).unwrap().to_be_bytes());
        blob.extend(*part);
    }
    format!("ssh-rsa {}", BASE64.encode(&blob))
}

#[test]
fn what_is_no_key_of_2048_bits_is_refused() {
    let modulus = |bytes: usize| {
        let mut modulus = vec![0xff; bytes];
        modulus.insert(0, 0);
        modulus
    };
    let (long, even) = (modulus(256), [modulus(255), vec![0xfe]].concat());
    let unsigned = vec![0xff; 256];
    let three = &[3][..];
    for (text, expected) in [
        (blob(&[b"ssh-rsa", three, &long]), None),
        (blob(&[b"ssh-rsa", three, &modulus(2_048)]), None),
        (blob(&[b"ssh-rsa", three, &modulus(2_049)]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", three, &modulus(255)]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", three, &even]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", three, &unsigned]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", &[1], &long]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", &[], &long]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", &[4], &long]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", three]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-rsa", three, &long, b""]), Some(KeyMaterial::InvalidPublicKey)),
        (blob(&[b"ssh-dss", three, &long]), Some(KeyMaterial::InvalidPublicKey)),
        ("ssh-rsa".to_owned(), Some(KeyMaterial::InvalidPublicKey)),
        ("ssh-rsa AAAA".to_owned(), Some(KeyMaterial::InvalidPublicKey)),
        ("ssh-rsa AAA*".to_owned(), Some(KeyMaterial::InvalidPublicKey)),
        (
            include_str!("../../../fixtures/keys/ssh-rsa-1024.pub").to_owned(),
            Some(KeyMaterial::InvalidPublicKey),
        ),
        (
            include_str!("../../../fixtures/keys/ssh-ed25519.pub").to_owned(),
            Some(KeyMaterial::UnrecognizedPublicKeyEncoding),
        ),
        (
            include_str!("../../../fixtures/keys/one.pem").to_owned(),
            Some(KeyMaterial::UnrecognizedPublicKeyEncoding),
        ),
        (SPKI.repeat(2), Some(KeyMaterial::UnrecognizedPublicKeyEncoding)),
        (SSH.repeat(2), Some(KeyMaterial::UnrecognizedPublicKeyEncoding)),
        (PKCS1.replace("RSA PUBLIC", "PUBLIC"), Some(KeyMaterial::InvalidPublicKey)),
        (String::new(), Some(KeyMaterial::UnrecognizedPublicKeyEncoding)),
    ] {
        assert_eq!(RsaPublicKey::parse(&text).err(), expected, "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,200}", blob: Vec<u8>, place in 0_usize..400, byte: u8) {
        let mut changed = SSH.as_bytes().to_vec();
        let place = place % changed.len();
        changed[place] = byte;
        let texts = [
            text.clone(),
            format!("ssh-rsa {text}"),
            format!("ssh-rsa {}", BASE64.encode(&blob)),
            format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----", BASE64.encode(&blob)),
            format!("-----BEGIN RSA PUBLIC KEY-----{text}-----END RSA PUBLIC KEY-----"),
            String::from_utf8_lossy(&changed).into_owned(),
        ];
        for text in texts {
            // What is taken is a key, which reads back as the same.
            if let Ok((key, _)) = RsaPublicKey::parse(&text) {
                proptest::prop_assert_eq!(&RsaPublicKey::parse(&key.ssh()).unwrap().0, &key);
                proptest::prop_assert_eq!(&RsaPublicKey::parse(&key.pem()).unwrap().0, &key);
            }
        }
    }
}
