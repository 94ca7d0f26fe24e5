//! The certificate that everything rests on.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::HEXLOWER;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use x509_parser::prelude::{FromDer, X509Certificate};

/// A root certificate that the operator trusts to vouch for the FIDO Alliance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root(CertificateDer<'static>);

/// Why a text is no root certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedRoot {
    /// It is too long.
    #[error("a root certificate has at most {} bytes as PEM", Root::MOST_BYTES)]
    TooLong,
    /// It holds no certificate.
    #[error("no certificate in PEM is in it, which begins with -----BEGIN CERTIFICATE-----")]
    NotPem,
    /// It holds several.
    #[error("several certificates are in it: give the root alone")]
    Several,
    /// The certificate cannot be read.
    #[error("its certificate cannot be read")]
    Unreadable,
    /// It may not vouch for others.
    #[error("its certificate is not one of an authority: it may not vouch for others")]
    NotAnAuthority,
}

impl Root {
    /// Longer than this, in bytes of PEM, none is.
    pub const MOST_BYTES: usize = 32 * 1024;

    /// GlobalSign Root CA - R3, to which the FIDO Alliance's signature leads (<https://fidoalliance.org/metadata/>).
    ///
    /// # Errors
    /// Never: a test reads it.
    pub fn of_fido() -> Result<Self, MalformedRoot> {
        Self::from_pem(include_str!("globalsign-root-r3.pem"))
    }

    /// The only certificate of a text in PEM, which must be one of an authority.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn from_pem(pem: &str) -> Result<Self, MalformedRoot> {
        if pem.len() > Self::MOST_BYTES {
            return Err(MalformedRoot::TooLong);
        }
        let mut found = CertificateDer::pem_slice_iter(pem.as_bytes());
        let der = found.next().and_then(Result::ok).ok_or(MalformedRoot::NotPem)?;
        if found.next().is_some() {
            return Err(MalformedRoot::Several);
        }
        let (rest, certificate) =
            X509Certificate::from_der(der.as_ref()).map_err(|_| MalformedRoot::Unreadable)?;
        if !rest.is_empty() {
            return Err(MalformedRoot::Unreadable);
        }
        if !certificate.is_ca() {
            return Err(MalformedRoot::NotAnAuthority);
        }
        Ok(Self(der))
    }

    /// The SHA-256 of the certificate, in lower-case hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        HEXLOWER.encode(digest(&SHA256, self.0.as_ref()).as_ref())
    }

    pub(super) const fn der(&self) -> &CertificateDer<'static> {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::{MalformedRoot, Root};

    #[test]
    fn the_root_that_comes_along_is_the_one_that_the_fido_alliance_names() {
        let root = Root::of_fido().unwrap();
        assert_eq!(
            root.fingerprint(),
            "cbb522d7b7f127ad6a0113865bdf1cd4102e7d0759af635a7cf4720dc963c53b",
            "as published at https://support.globalsign.com"
        );
    }

    #[test]
    fn what_is_no_root_is_refused() {
        let pem = include_str!("globalsign-root-r3.pem");
        let leaf = rcgen::generate_simple_self_signed(vec!["mds.fidoalliance.org".to_owned()]).unwrap();
        for (text, why) in [
            (String::new(), MalformedRoot::NotPem),
            ("cbb522d7b7f127ad".to_owned(), MalformedRoot::NotPem),
            (leaf.signing_key.serialize_pem(), MalformedRoot::NotPem),
            (pem.replace("MIID", "AAAA"), MalformedRoot::Unreadable),
            ([pem, pem].concat(), MalformedRoot::Several),
            (leaf.cert.pem(), MalformedRoot::NotAnAuthority),
            (pem.repeat(40), MalformedRoot::TooLong),
        ] {
            assert_eq!(Root::from_pem(&text).unwrap_err(), why);
        }
    }
}
