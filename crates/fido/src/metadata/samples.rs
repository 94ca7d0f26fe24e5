//! Metadata files and attestation certificates of authorities of one's own, for tests.

#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "for tests only: whatever fails shall be seen"
)]

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use rcgen::{
    BasicConstraints, CertificateParams, CustomExtension, DistinguishedName, DnType, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, PKCS_RSA_SHA256, RsaKeySize, date_time_ymd,
};
use serde_json::{Value, json};

use super::blob::{Blob, HOST, Unverified};
use super::payload;
use crate::Aaguid;

/// Who signs certificates: a root, or whom it lets sign.
#[derive(Debug)]
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
    /// The certificates from this authority's to below the root's.
    between: Vec<Vec<u8>>,
    der: Vec<u8>,
}

/// Who signs something else than certificates.
#[derive(Debug)]
pub struct Signer {
    key: KeyPair,
    /// The certificates in DER, the signer's own first.
    pub chain: Vec<Vec<u8>>,
}

/// Something to change of a certificate before it is signed.
pub type Change<'a> = &'a dyn Fn(&mut CertificateParams);

/// Nothing to change.
pub const PLAIN: Change<'static> = &|_| {};

impl Authority {
    /// A root, valid from 2020 to 2040.
    pub fn root(change: Change<'_>) -> Self {
        let (params, key) = (authority("Test Root", change), KeyPair::generate().unwrap());
        let made = params.self_signed(&key).unwrap();
        let (pem, der) = (made.pem(), made.der().to_vec());
        Self { issuer: Issuer::new(params, key), pem, between: vec![], der }
    }

    /// An authority below this one.
    pub fn below(&self, change: Change<'_>) -> Self {
        let name = format!("Test Intermediate {}", self.between.len() + 1);
        let (params, key) = (authority(&name, change), KeyPair::generate().unwrap());
        let made = params.signed_by(&key, &self.issuer).unwrap();
        let (pem, der) = (made.pem(), made.der().to_vec());
        let between = [vec![der.clone()], self.between.clone()].concat();
        Self { issuer: Issuer::new(params, key), pem, between, der }
    }

    /// Its certificate, in PEM.
    pub fn pem(&self) -> &str {
        &self.pem
    }

    /// Its certificate, in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Who may sign metadata, with an elliptic curve.
    pub fn host(&self) -> Signer {
        self.signer(HOST, PLAIN)
    }

    /// Somebody with a certificate for a host, with an elliptic curve.
    pub fn signer(&self, host: &str, change: Change<'_>) -> Signer {
        self.signer_of(host, KeyPair::generate().unwrap(), change)
    }

    /// The same, with RSA.
    pub fn rsa_signer(&self, host: &str) -> Signer {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        self.signer_of(host, key, PLAIN)
    }

    /// What vouches for a security key of a model.
    pub fn key_maker(&self, aaguid: Aaguid) -> Signer {
        let octets = [&[0x04, 0x10], aaguid.0.as_slice()].concat();
        let model = [1, 3, 6, 1, 4, 1, 45_724, 1, 1, 4];
        self.signer("key.test", &|params| {
            params.custom_extensions.push(CustomExtension::from_oid_content(&model, octets.clone()));
        })
    }

    fn signer_of(&self, host: &str, key: KeyPair, change: Change<'_>) -> Signer {
        let mut params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        named(&mut params, host);
        change(&mut params);
        let made = params.signed_by(&key, &self.issuer).unwrap();
        Signer { key, chain: [vec![made.der().to_vec()], self.between.clone()].concat() }
    }
}

impl Signer {
    /// A signed file.
    pub fn sign(&self, payload: &Value) -> String {
        let algorithm = if self.is_rsa() { "RS256" } else { "ES256" };
        let chain: Vec<String> = self.chain.iter().map(|der| BASE64.encode(der)).collect();
        self.sign_with(&json!({ "alg": algorithm, "typ": "JWT", "x5c": chain }), &payload.to_string())
    }

    /// A file with this header and this text, signed with this key whatever the header says.
    pub fn sign_with(&self, header: &Value, payload: &str) -> String {
        let part = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        let signed = format!("{}.{}", part(&header.to_string()), part(payload));
        let signature = BASE64URL_NOPAD.encode(&self.signature(signed.as_bytes()));
        format!("{signed}.{signature}")
    }

    fn is_rsa(&self) -> bool {
        self.key.is_compatible(&PKCS_RSA_SHA256)
    }

    fn signature(&self, message: &[u8]) -> Vec<u8> {
        let (random, pkcs8) = (SystemRandom::new(), self.key.serialized_der());
        if self.is_rsa() {
            let key = RsaKeyPair::from_pkcs8(pkcs8).unwrap();
            let mut signature = vec![0; key.public_modulus_len()];
            key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).unwrap();
            return signature;
        }
        let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).unwrap();
        key.sign(&random, message).unwrap().as_ref().to_vec()
    }
}

/// What is signed: these entries, under this number. The next is due on the second day of 2027.
pub fn payload(number: u64, entries: &[Value]) -> Value {
    json!({ "legalHeader": "for tests", "no": number, "nextUpdate": "2027-01-02", "entries": entries })
}

/// Reads what would be signed, without a signature: for fuzzing, which cannot make one.
///
/// # Errors
/// That it is no metadata.
pub fn read_signed(payload: &[u8]) -> Result<Blob, Unverified> {
    payload::read(payload)
}

/// An entry for a model of FIDO2 keys, with statuses that hold since 2021.
pub fn entry(aaguid: Aaguid, statuses: &[Value], roots: &[&[u8]]) -> Value {
    let roots: Vec<String> = roots.iter().map(|der| BASE64.encode(der)).collect();
    json!({
        "aaguid": aaguid.to_string(),
        "metadataStatement": {
            "description": format!("Test Key {}", &aaguid.to_string()[..8]),
            "attestationRootCertificates": roots,
            "icon": "data:image/png;base64,",
        },
        "statusReports": statuses,
        "timeOfLastStatusChange": "2021-01-01",
    })
}

/// A status that holds since 2021: `FIDO_CERTIFIED_L1`, or `FIPS140_CERTIFIED_L2` with the revision of FIPS 140.
pub fn status(name: &str, fips_revision: Option<u64>) -> Value {
    let mut status = json!({ "status": name, "effectiveDate": "2021-01-01" });
    if let Some(revision) = fips_revision {
        status["fipsRevision"] = json!(revision);
        status["fipsPhysicalSecurityLevel"] = json!(3);
    }
    status
}

fn authority(name: &str, change: Change<'_>) -> CertificateParams {
    let mut params = CertificateParams::default();
    named(&mut params, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    change(&mut params);
    params
}

fn named(params: &mut CertificateParams, name: &str) {
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    (params.not_before, params.not_after) = (date_time_ymd(2020, 1, 1), date_time_ymd(2040, 1, 1));
}
