//! X.509 certificates in PEM.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use model::Timestamp;
use x509_parser::prelude::{FromDer, X509Certificate};
use x509_parser::public_key::PublicKey;

use super::pem;
use crate::error::KeyMaterial;

/// What is asked of a certificate.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// The SHA-256 of it, in hexadecimal digits: what tells it apart, however its text is broken into lines.
    pub hash: String,
    /// Until when it holds.
    pub expires: Timestamp,
    /// The public key, as it stands in the certificate.
    pub key: Vec<u8>,
    /// Who signed it.
    issuer: Vec<u8>,
    /// Whom it is about.
    subject: Vec<u8>,
    not_before: i64,
    not_after: i64,
    has_known_key: bool,
}

impl Certificate {
    /// Reads the only certificate of a text.
    ///
    /// # Errors
    /// If there is none, or more, or it is broken.
    pub fn parse(text: &str) -> Result<Self, KeyMaterial> {
        let block = pem::only(text, &LABELS).ok_or(KeyMaterial::UnreadableCertificate)?;
        Self::of_der(block.der.expose()).ok_or(KeyMaterial::UnreadableCertificate)
    }

    /// Reads the certificate in some bytes, if they are one and nothing else.
    pub fn of_der(der: &[u8]) -> Option<Self> {
        let (rest, certificate) = X509Certificate::from_der(der).ok()?;
        if !rest.is_empty() {
            return None;
        }
        let validity = certificate.validity();
        let not_after = validity.not_after.timestamp();
        let public_key = certificate.public_key();
        Some(Self {
            hash: HEXLOWER.encode(digest(&SHA256, der).as_ref()),
            expires: Timestamp::from_secs(u64::try_from(not_after).unwrap_or_default()),
            key: public_key.subject_public_key.data.to_vec(),
            issuer: certificate.issuer().as_raw().to_vec(),
            subject: certificate.subject().as_raw().to_vec(),
            not_before: validity.not_before.timestamp(),
            not_after,
            has_known_key: matches!(public_key.parsed(), Ok(PublicKey::RSA(_) | PublicKey::EC(_))),
        })
    }

    /// That it holds at a moment.
    ///
    /// # Errors
    /// If it does not yet, or no more.
    pub fn holds_at(&self, now: Timestamp) -> Result<(), KeyMaterial> {
        let now = i64::try_from(now.secs()).unwrap_or(i64::MAX);
        if now < self.not_before {
            return Err(KeyMaterial::CertificateOfLater);
        }
        if now > self.not_after { Err(KeyMaterial::CertificateExpired) } else { Ok(()) }
    }

    /// That it is of a key that signatures can be checked with.
    ///
    /// # Errors
    /// If it is not.
    pub const fn can_verify(&self) -> Result<(), KeyMaterial> {
        if self.has_known_key { Ok(()) } else { Err(KeyMaterial::InvalidCertificate) }
    }
}

/// How texts call a certificate.
const LABELS: [&str; 2] = ["CERTIFICATE", "X509 CERTIFICATE"];

/// That a text holds the certificates between a certificate and its root: each is issued by whom the next one is about. Names are
/// compared, not signatures: who relies on the chain checks those.
///
/// # Errors
/// If it does not.
pub fn chain(of: &Certificate, text: &str) -> Result<(), KeyMaterial> {
    let blocks = pem::blocks(text).filter(|blocks| !blocks.is_empty());
    let blocks = blocks.ok_or(KeyMaterial::UnreadableCertificate)?;
    let mut issuer = of.issuer.clone();
    for (index, block) in blocks.iter().enumerate() {
        let found = LABELS.contains(&block.label).then(|| Certificate::of_der(block.der.expose())).flatten();
        let certificate = found.ok_or(KeyMaterial::UnreadableCertificate)?;
        if certificate.subject != issuer {
            return Err(KeyMaterial::BrokenChain(index));
        }
        issuer = certificate.issuer;
    }
    Ok(())
}
