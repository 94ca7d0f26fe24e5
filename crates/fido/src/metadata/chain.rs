//! From a certificate to one that is trusted (RFC 5280, section 6): signatures, names, times, path lengths and name constraints
//! are checked by `webpki`, what keys are for is checked here.

use model::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor, UnixTime};
use webpki::{
    ALL_VERIFICATION_ALGS, EndEntityCert, Error, ExtendedKeyUsageValidator, KeyPurposeIdIter, VerifiedPath,
};
use x509_parser::extensions::KeyUsage;
use x509_parser::prelude::{FromDer, X509Certificate};

/// At most so many certificates come with a signature. Real chains have two or three.
pub const MOST_CERTIFICATES: usize = 8;
/// Larger than this, in bytes of DER, no certificate is.
pub const MOST_CERTIFICATE_BYTES: usize = 16 * 1024;

/// Why certificates do not lead to one that is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// There are none, or too many, or too large ones.
    #[error(
        "between 1 and {MOST_CERTIFICATES} certificates, of at most {MOST_CERTIFICATE_BYTES} bytes each, must vouch for it"
    )]
    Bounds,
    /// One cannot be read.
    #[error("a certificate that vouches for it cannot be read")]
    Unreadable,
    /// One is over.
    #[error("a certificate that vouches for it has expired")]
    Expired,
    /// One is not valid yet.
    #[error("a certificate that vouches for it is not valid yet")]
    NotYetValid,
    /// They lead elsewhere, or a signature is wrong.
    #[error("its certificates do not lead to one that is trusted")]
    UnknownIssuer,
    /// One that signed another is not of an authority, or the first one is.
    #[error("a certificate that vouches for it is used as an authority and is none, or the other way round")]
    Authority,
    /// There are more authorities in between than one of them allows.
    #[error("more authorities stand between it and the trusted certificate than are allowed")]
    PathLength,
    /// One is for another purpose, or may not be given to this name.
    #[error("a certificate that vouches for it is for another purpose")]
    Usage,
    /// Something that is not supported.
    #[error("a certificate that vouches for it has a property that is not supported")]
    Unsupported,
}

/// What the certificate's extended key usages may be.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// Those of a server, if it has any: the FIDO Alliance signs with the certificate of its host.
    Host,
    /// Any: those of makers of keys vary.
    Any,
}

impl ExtendedKeyUsageValidator for Purpose {
    fn validate(&self, usages: KeyPurposeIdIter<'_, '_>) -> Result<(), Error> {
        /// id-kp-serverAuth, 1.3.6.1.5.5.7.3.1.
        const SERVER: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01];
        match self {
            Self::Any => Ok(()),
            Self::Host => webpki::KeyUsage::required_if_present(SERVER).validate(usages),
        }
    }
}

/// Checks that the first of these certificates leads to one of the anchors, with the help of the others, at a moment.
pub fn check(
    chain: &[CertificateDer<'_>],
    anchors: &[TrustAnchor<'_>],
    purpose: Purpose,
    now: Timestamp,
) -> Result<(), Fault> {
    let (leaf, between) = chain.split_first().ok_or(Fault::Bounds)?;
    if chain.len() > MOST_CERTIFICATES || chain.iter().any(|der| der.len() > MOST_CERTIFICATE_BYTES) {
        return Err(Fault::Bounds);
    }
    let end = EndEntityCert::try_from(leaf).map_err(|error| fault(&error))?;
    let path = end.verify_for_usage(
        ALL_VERIFICATION_ALGS,
        anchors,
        between,
        UnixTime::since_unix_epoch(std::time::Duration::from_secs(now.secs())),
        purpose,
        None,
        None,
    );
    check_usages(leaf, &path.map_err(|error| fault(&error))?)
}

/// Whether a certificate is valid at a moment, by its own times.
pub fn check_times(der: &[u8], now: Timestamp) -> Result<(), Fault> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| Fault::Unreadable)?;
    let validity = certificate.validity();
    let now = i64::try_from(now.secs()).map_err(|_| Fault::Expired)?;
    if now < validity.not_before.timestamp() {
        return Err(Fault::NotYetValid);
    }
    if validity.not_after.timestamp() < now { Err(Fault::Expired) } else { Ok(()) }
}

/// What keys may be used for, where certificates say so (RFC 5280, section 4.2.1.3): `webpki` leaves this out.
fn check_usages(leaf: &CertificateDer<'_>, path: &VerifiedPath<'_>) -> Result<(), Fault> {
    check_usage(leaf, KeyUsage::digital_signature)?;
    path.intermediate_certificates()
        .try_for_each(|between| check_usage(&between.der(), KeyUsage::key_cert_sign))
}

fn check_usage(der: &CertificateDer<'_>, may: impl Fn(&KeyUsage) -> bool) -> Result<(), Fault> {
    let (_, certificate) = X509Certificate::from_der(der).map_err(|_| Fault::Unreadable)?;
    match certificate.key_usage() {
        Ok(Some(usage)) if !may(usage.value) => Err(Fault::Usage),
        Ok(_) => Ok(()),
        Err(_) => Err(Fault::Unreadable),
    }
}

fn fault(error: &Error) -> Fault {
    match error {
        Error::BadDer | Error::BadDerTime | Error::TrailingData(_) => Fault::Unreadable,
        Error::CertExpired { .. } => Fault::Expired,
        Error::CertNotValidYet { .. } => Fault::NotYetValid,
        Error::UnknownIssuer | Error::InvalidSignatureForPublicKey => Fault::UnknownIssuer,
        Error::CaUsedAsEndEntity | Error::EndEntityUsedAsCa => Fault::Authority,
        Error::PathLenConstraintViolated | Error::MaximumPathDepthExceeded => Fault::PathLength,
        Error::RequiredEkuNotFoundContext(_) | Error::NameConstraintViolation => Fault::Usage,
        _ => Fault::Unsupported,
    }
}
