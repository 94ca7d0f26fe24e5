//! Private keys in PEM: whether one belongs to a certificate. It is looked at, and forgotten.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair, RsaKeyPair,
};
use model::Secret;

use super::{Certificate, pem};
use crate::error::KeyMaterial;

/// The curves of keys.
static CURVES: [&EcdsaSigningAlgorithm; 3] =
    [&ECDSA_P256_SHA256_ASN1_SIGNING, &ECDSA_P384_SHA384_ASN1_SIGNING, &ECDSA_P521_SHA512_ASN1_SIGNING];

/// That a private key is the one of a certificate: the public key that is computed from it is the certificate's.
///
/// # Errors
/// If it is another's, is sealed with a password, or no key at all.
pub fn belongs_to(certificate: &Certificate, text: &str) -> Result<(), KeyMaterial> {
    let blocks = pem::blocks(text).ok_or(KeyMaterial::UnreadablePrivateKey)?;
    // openssl writes the name of a curve in front of its keys.
    let mut keys = blocks.iter().filter(|block| block.label != "EC PARAMETERS");
    let (Some(key), None) = (keys.next(), keys.next()) else {
        return Err(KeyMaterial::UnreadablePrivateKey);
    };
    let public = public_key(key.label, &key.der).ok_or(KeyMaterial::UnreadablePrivateKey)?;
    if public == certificate.key { Ok(()) } else { Err(KeyMaterial::KeyPairMismatch) }
}

/// The public key of a private one, as certificates hold it.
fn public_key(label: &str, der: &Secret<Vec<u8>>) -> Option<Vec<u8>> {
    let der = der.expose();
    match label {
        "RSA PRIVATE KEY" => RsaKeyPair::from_der(der).ok().map(|pair| pair.public_key().as_ref().to_vec()),
        "EC PRIVATE KEY" => on_a_curve(|curve| EcdsaKeyPair::from_private_key_der(curve, der).ok()),
        "PRIVATE KEY" => {
            let rsa = RsaKeyPair::from_pkcs8(der).ok().map(|pair| pair.public_key().as_ref().to_vec());
            rsa.or_else(|| on_a_curve(|curve| EcdsaKeyPair::from_pkcs8(curve, der).ok()))
        }
        _ => None,
    }
}

fn on_a_curve(read: impl Fn(&'static EcdsaSigningAlgorithm) -> Option<EcdsaKeyPair>) -> Option<Vec<u8>> {
    CURVES.into_iter().find_map(read).map(|pair| pair.public_key().as_ref().to_vec())
}

#[cfg(test)]
mod tests {
    use model::Timestamp;

    use super::super::{Certificate, chain};
    use super::belongs_to;
    use crate::error::KeyMaterial;

    macro_rules! key {
        ($name:literal) => {
            include_str!(concat!("../../fixtures/keys/", $name))
        };
    }

    #[test]
    fn a_private_key_belongs_to_its_certificate_and_to_no_other() {
        for (certificate, key, expected) in [
            (key!("one.pem"), key!("one.key"), Ok(())),
            (key!("one.pem"), key!("one-sec1.key"), Ok(())),
            (key!("leaf.pem"), key!("one.key"), Ok(())),
            (key!("rsa.pem"), key!("rsa.key"), Ok(())),
            (key!("rsa.pem"), key!("rsa-pkcs8.key"), Ok(())),
            (key!("one.pem"), key!("two.key"), Err(KeyMaterial::KeyPairMismatch)),
            (key!("rsa.pem"), key!("two.key"), Err(KeyMaterial::KeyPairMismatch)),
            (key!("two.pem"), key!("rsa.key"), Err(KeyMaterial::KeyPairMismatch)),
            (key!("rsa.pem"), key!("rsa-encrypted.key"), Err(KeyMaterial::UnreadablePrivateKey)),
            (key!("rsa.pem"), key!("rsa.pem"), Err(KeyMaterial::UnreadablePrivateKey)),
            (key!("rsa.pem"), "", Err(KeyMaterial::UnreadablePrivateKey)),
        ] {
            let certificate = Certificate::parse(certificate).unwrap();
            assert_eq!(belongs_to(&certificate, key), expected, "{key}");
        }
        let twice = key!("one.key").repeat(2);
        let certificate = Certificate::parse(key!("one.pem")).unwrap();
        assert_eq!(belongs_to(&certificate, &twice), Err(KeyMaterial::UnreadablePrivateKey));
    }

    #[test]
    fn a_certificate_is_read_whole_and_alone_and_holds_for_its_time() {
        let now = Timestamp::from_secs(1_800_000_000);
        for (text, expected) in [
            (key!("one.pem"), Ok(())),
            (key!("expired.pem"), Err(KeyMaterial::CertificateExpired)),
            (key!("later.pem"), Err(KeyMaterial::CertificateOfLater)),
        ] {
            assert_eq!(Certificate::parse(text).unwrap().holds_at(now), expected);
        }
        assert_eq!(Certificate::parse(key!("one.pem")).unwrap().can_verify(), Ok(()));
        let unknown = Certificate::parse(key!("ed.pem")).unwrap();
        assert_eq!(unknown.can_verify(), Err(KeyMaterial::InvalidCertificate));
        let one = key!("one.pem");
        for broken in [
            String::new(),
            "x".to_owned(),
            one.repeat(2),
            one.replace("MIIB", "MIIC"),
            one.replace("-----END CERTIFICATE-----", ""),
            key!("one.key").to_owned(),
        ] {
            assert_eq!(
                Certificate::parse(&broken).err(),
                Some(KeyMaterial::UnreadableCertificate),
                "{broken}"
            );
        }
    }

    #[test]
    fn a_chain_leads_from_each_issuer_to_the_next() {
        let leaf = Certificate::parse(key!("leaf.pem")).unwrap();
        let (two, one) = (key!("two.pem"), key!("one.pem"));
        assert_eq!(chain(&leaf, two), Ok(()));
        // Its own issuer may stand there again.
        assert_eq!(chain(&leaf, &two.repeat(2)), Ok(()));
        assert_eq!(chain(&leaf, one), Err(KeyMaterial::BrokenChain(0)));
        assert_eq!(chain(&leaf, &[two, one].concat()), Err(KeyMaterial::BrokenChain(1)));
        assert_eq!(chain(&leaf, "x"), Err(KeyMaterial::UnreadableCertificate));
        assert_eq!(chain(&leaf, key!("one.key")), Err(KeyMaterial::UnreadableCertificate));
    }

    proptest::proptest! {
        #[test]
        fn one_byte_changed_in_a_certificate_or_a_key_makes_no_other_pair(place in 0_usize..2_000, byte: u8) {
            for (certificate, key) in [(key!("one.pem"), key!("one.key")), (key!("rsa.pem"), key!("rsa.key"))] {
                let whole = Certificate::parse(certificate).unwrap();
                let (mut other, mut private) = (certificate.as_bytes().to_vec(), key.as_bytes().to_vec());
                let (at, in_key) = (place % other.len(), place % private.len());
                other[at] = byte;
                private[in_key] = byte;
                let private = String::from_utf8_lossy(&private);
                if belongs_to(&whole, &private).is_ok() {
                    proptest::prop_assert_eq!(public_of(&private), public_of(key));
                }
                if let Ok(changed) = Certificate::parse(&String::from_utf8_lossy(&other)) {
                    let _ = changed.holds_at(Timestamp::from_secs(1_800_000_000));
                    let _ = chain(&changed, certificate);
                    proptest::prop_assert_eq!(belongs_to(&changed, key).is_ok(), changed.key == whole.key);
                }
            }
        }
    }

    /// The public key of a private one, in PEM.
    fn public_of(text: &str) -> Option<Vec<u8>> {
        let blocks = super::pem::blocks(text)?;
        let block = blocks.first()?;
        super::public_key(block.label, &block.der)
    }
}
