//! A file in the compact form of a JSON Web Signature (RFC 7515), as far as the metadata service uses it.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey, VerificationAlgorithm,
};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use rustls_pki_types::CertificateDer;
use serde::Deserialize;
use serde::de::IgnoredAny;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::blob::Unverified;
use super::chain::{Fault, MOST_CERTIFICATE_BYTES, MOST_CERTIFICATES};

/// Longer than this, in bytes of base64, no header is: it holds the certificates.
const MOST_HEADER_BYTES: usize = MOST_CERTIFICATES * MOST_CERTIFICATE_BYTES * 2;

/// A signed file, of which nothing is checked yet.
pub struct Jws<'a> {
    signed: &'a [u8],
    payload: &'a [u8],
    signature: Vec<u8>,
    algorithm: Algorithm,
    chain: Vec<CertificateDer<'static>>,
}

/// How it is signed (RFC 7518, sections 3.3 and 3.4): no other is accepted, `none` least of all.
#[derive(Clone, Copy)]
enum Algorithm {
    Es256,
    Rs256,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    x5c: Option<Vec<String>>,
    /// Nothing is fetched, so certificates that stand elsewhere cannot be looked at.
    x5u: Option<IgnoredAny>,
    /// What must be understood (RFC 7515, section 4.1.11); nothing of it is.
    crit: Option<IgnoredAny>,
}

impl<'a> Jws<'a> {
    /// Takes a file apart. A line end after it does no harm.
    pub fn parse(file: &'a [u8]) -> Result<Self, Unverified> {
        let file = file.trim_ascii();
        let mut parts = file.split(|byte| *byte == b'.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(Unverified::NotAJws);
        };
        if header.len() > MOST_HEADER_BYTES {
            return Err(Unverified::NotAJws);
        }
        let header = BASE64URL_NOPAD.decode(header).map_err(|_| Unverified::NotAJws)?;
        let header: Header = serde_json::from_slice(&header).map_err(|_| Unverified::NotAJws)?;
        let algorithm = header.algorithm()?;
        let chain = header.chain()?;
        // One that is cut off in the middle of the signature is longer than none.
        let signature = BASE64URL_NOPAD.decode(signature).map_err(|_| Unverified::NotAJws)?;
        let signed = &file[..file.len() - signature_and_dot(file)];
        Ok(Self { signed, payload, signature, algorithm, chain })
    }

    /// The certificates, the signer's first.
    pub fn chain(&self) -> &[CertificateDer<'static>] {
        &self.chain
    }

    /// What was signed, if it was signed with the key of the first certificate.
    pub fn verified_payload(&self) -> Result<Vec<u8>, Unverified> {
        let leaf = self.chain.first().ok_or(Unverified::NoCertificates)?;
        let (_, leaf) = X509Certificate::from_der(leaf).map_err(|_| Unverified::Chain(Fault::Unreadable))?;
        let algorithm: &'static dyn VerificationAlgorithm = match self.algorithm {
            Algorithm::Es256 => &ECDSA_P256_SHA256_FIXED,
            Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        };
        // A key of the other kind does not parse as one of this.
        let key = UnparsedPublicKey::new(algorithm, &leaf.public_key().subject_public_key.data);
        key.verify(self.signed, &self.signature).map_err(|_| Unverified::Signature)?;
        BASE64URL_NOPAD.decode(self.payload).map_err(|_| Unverified::NotAJws)
    }
}

/// How much of the end of a file is not signed.
fn signature_and_dot(file: &[u8]) -> usize {
    file.iter().rev().position(|byte| *byte == b'.').map_or(0, |at| at + 1)
}

impl Header {
    fn algorithm(&self) -> Result<Algorithm, Unverified> {
        if self.crit.is_some() {
            return Err(Unverified::Unsupported("a header that must be understood (crit)"));
        }
        match self.alg.as_str() {
            "ES256" => Ok(Algorithm::Es256),
            "RS256" => Ok(Algorithm::Rs256),
            _ => Err(Unverified::Algorithm),
        }
    }

    fn chain(self) -> Result<Vec<CertificateDer<'static>>, Unverified> {
        let Some(texts) = self.x5c else {
            return Err(match self.x5u {
                Some(_) => Unverified::Unsupported("certificates that stand elsewhere (x5u)"),
                None => Unverified::NoCertificates,
            });
        };
        if texts.is_empty() || texts.len() > MOST_CERTIFICATES {
            return Err(Unverified::Chain(Fault::Bounds));
        }
        let decoded = texts.iter().map(|text| BASE64.decode(text.as_bytes()).map(CertificateDer::from));
        decoded.collect::<Result<_, _>>().map_err(|_| Unverified::Chain(Fault::Unreadable))
    }
}
