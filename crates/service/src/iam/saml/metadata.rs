//! What a provider of SAML says of itself: metadata of SAML 2.0 (saml-metadata-2.0-os, sections 2.3.2 and 2.4.3).
//!
//! What attacks on readers of XML are made of is refused, not ignored: document types, entities, processing instructions. Signatures are not
//! verified: who may make a provider says by that whom it trusts. When its certificates end does not matter, as at AWS.

mod xml;

#[cfg(test)]
mod tests;

use data_encoding::BASE64;
use model::Timestamp;

use self::xml::{Element, Space, Xml};
use crate::key_material::Certificate;

/// So many certificates for signing are read at most; who changes one for the next has two.
const CERTIFICATES: usize = 32;
/// The longest entity id (section 2.2.1), in characters.
const ENTITY_ID: usize = 1_024;
/// The protocol that assertions of SAML 2.0 belong to.
const PROTOCOL: &str = "urn:oasis:names:tc:SAML:2.0:protocol";

/// What is asked of a metadata document.
#[derive(Clone, Debug)]
pub struct Metadata {
    /// What the provider calls itself.
    pub entity_id: String,
    /// Until when the document is valid, if it says so: the whole, and the part that is about providers.
    pub valid_until: Option<Timestamp>,
    /// How many certificates there are that its signatures can be verified with, one at least.
    pub certificates: usize,
}

/// Why a document cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// No XML, or cut off.
    #[error("it is not XML")]
    NotXml,
    /// XML in another encoding than the one it came in.
    #[error("it is not UTF-8")]
    NotText,
    /// What attacks are made of.
    #[error("it has {0}")]
    Forbidden(&'static str),
    /// Elements too deeply within each other.
    #[error("its elements are nested too deeply")]
    TooDeep,
    /// Too much of something.
    #[error("it has too many or too long {0}")]
    TooMuch(&'static str),
    /// Another document.
    #[error("it is not an EntityDescriptor of SAML 2.0 metadata")]
    NotMetadata,
    /// It does not say whose it is.
    #[error("it has no entityID")]
    NoEntityId,
    /// It says when it ends in other words than a moment's.
    #[error("its validUntil is no moment")]
    ValidUntil,
    /// It is not about a provider, but perhaps about one who trusts providers.
    #[error("it has no IDPSSODescriptor for SAML 2.0")]
    NoProvider,
    /// Nothing verifies its signatures.
    #[error("it has no certificate for signing")]
    NoCertificate,
    /// What stands where a certificate should cannot be read as one.
    #[error("it has an X509Certificate that is none")]
    BadCertificate,
}

impl Metadata {
    /// Reads a document. It is bounded by what came in a request; whatever it is, reading takes time in proportion to its length.
    ///
    /// # Errors
    /// The first thing that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Unusable> {
        // A byte order mark, which tools on Windows write first.
        let mut xml = Xml::new(text.strip_prefix('\u{feff}').unwrap_or(text));
        let root = xml.child()?.ok_or(Unusable::NotMetadata)?;
        if (root.space, root.name.as_str()) != (Space::Metadata, "EntityDescriptor") {
            return Err(Unusable::NotMetadata);
        }
        let entity_id = root.attribute("entityID").unwrap_or_default();
        if entity_id.is_empty() {
            return Err(Unusable::NoEntityId);
        }
        if entity_id.chars().count() > ENTITY_ID {
            return Err(Unusable::TooMuch("characters in its entityID"));
        }
        let mut read = Self { entity_id: entity_id.to_owned(), valid_until: None, certificates: 0 };
        read.ends(&root)?;
        let mut is_provider = false;
        while let Some(element) = xml.child()? {
            if (element.space, element.name.as_str()) == (Space::Metadata, "IDPSSODescriptor")
                && speaks_saml2(&element)
            {
                is_provider = true;
                read.ends(&element)?;
                read.role(&mut xml)?;
            } else {
                xml.skip()?;
            }
        }
        // To the end: what follows may not be XML.
        if xml.child()?.is_some() {
            return Err(Unusable::NotXml);
        }
        match read.certificates {
            _ if !is_provider => Err(Unusable::NoProvider),
            0 => Err(Unusable::NoCertificate),
            _ => Ok(read),
        }
    }

    /// What an element says of the end of it: the earliest counts.
    fn ends(&mut self, element: &Element) -> Result<(), Unusable> {
        let Some(text) = element.attribute("validUntil") else { return Ok(()) };
        let end: Timestamp = text.trim().parse().map_err(|_| Unusable::ValidUntil)?;
        self.valid_until = Some(self.valid_until.map_or(end, |before| before.min(end)));
        Ok(())
    }

    /// Reads what the entity says as a provider.
    fn role(&mut self, xml: &mut Xml<'_>) -> Result<(), Unusable> {
        while let Some(element) = xml.child()? {
            // A key without a use is for both (section 2.4.1.1).
            let signs = matches!(element.attribute("use"), None | Some("signing"));
            if (element.space, element.name.as_str()) == (Space::Metadata, "KeyDescriptor") && signs {
                self.key(xml)?;
            } else {
                xml.skip()?;
            }
        }
        Ok(())
    }

    /// Reads a key, as XML Signature says it: KeyInfo, X509Data, X509Certificate.
    fn key(&mut self, xml: &mut Xml<'_>) -> Result<(), Unusable> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Signature, "KeyInfo") => self.key_info(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn key_info(&mut self, xml: &mut Xml<'_>) -> Result<(), Unusable> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Signature, "X509Data") => self.x509_data(xml)?,
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn x509_data(&mut self, xml: &mut Xml<'_>) -> Result<(), Unusable> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Signature, "X509Certificate") if self.certificates == CERTIFICATES => {
                    return Err(Unusable::TooMuch("certificates"));
                }
                (Space::Signature, "X509Certificate") => {
                    certificate(&xml.text()?)?;
                    self.certificates += 1;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }
}

/// Whether an element is about providers of SAML 2.0, and not only of what was before.
fn speaks_saml2(element: &Element) -> bool {
    let protocols = element.attribute("protocolSupportEnumeration").unwrap_or_default();
    protocols.split_ascii_whitespace().any(|protocol| protocol == PROTOCOL)
}

/// Reads a certificate in base64, with white space wherever it likes.
fn certificate(text: &str) -> Result<(), Unusable> {
    let digits: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let der = BASE64.decode(&digits).map_err(|_| Unusable::BadCertificate)?;
    let certificate = Certificate::of_der(&der).ok_or(Unusable::BadCertificate)?;
    certificate.can_verify().map_err(|_| Unusable::BadCertificate)
}
