//! What a key that is being registered is certified as.

use model::Timestamp;
use rustls_pki_types::{CertificateDer, TrustAnchor};
use webpki::anchor_from_trusted_cert;
use x509_parser::der_parser::asn1_rs::oid;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::chain::{self, Fault, MOST_CERTIFICATES, Purpose};
use super::entry::Entry;
use super::identity::{KeyIdentifier, Model, key_identifier};
use super::level::Certification;
use crate::{Aaguid, Attestation, Trust};

/// Why a key is not registered: it claims to be of a model that others vouch for, and they do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Its certificates lead to none of its model's.
    #[error("the attestation of the key does not lead to a certificate of its maker: {0}")]
    Unchained(Fault),
    /// Its certificate is for another model.
    #[error("the attestation certificate of the key is for another model of keys")]
    OtherModel,
}

/// What the entry of a key's model may be known by: the model's number, or if the key does not tell it the identifiers of its
/// certificates.
pub fn identities(attestation: &Attestation) -> Vec<Model> {
    if !attestation.aaguid.is_unknown() {
        return vec![Model::Aaguid(attestation.aaguid)];
    }
    let shown = identifiers(attestation);
    shown.map(|identifier| Model::KeyIdentifiers(vec![identifier])).collect()
}

fn identifiers(attestation: &Attestation) -> impl Iterator<Item = KeyIdentifier> {
    attestation.chain().take(MOST_CERTIFICATES).filter_map(key_identifier)
}

fn is_of(attestation: &Attestation, model: &Model) -> bool {
    match model {
        Model::Aaguid(aaguid) => *aaguid == attestation.aaguid,
        Model::KeyIdentifiers(known) => {
            attestation.aaguid.is_unknown() && identifiers(attestation).any(|shown| known.contains(&shown))
        }
    }
}

/// What a key is certified as, at a moment, by the entry of its model, if there is one.
///
/// A key for which nothing but itself vouches has no certification, and may be registered: policies decide. One that shows
/// certificates which are not its maker's pretends to be something else.
///
/// # Errors
/// That the key must not be registered.
pub fn certification(
    entry: Option<&Entry>,
    attestation: &Attestation,
    now: Timestamp,
) -> Result<Certification, Refusal> {
    let Some(entry) = entry.filter(|entry| is_of(attestation, &entry.model) && !entry.roots.is_empty())
    else {
        return Ok(Certification::NONE);
    };
    let Trust::Certificates(_) = attestation.trust else { return Ok(Certification::NONE) };
    let chain: Vec<&[u8]> = attestation.chain().collect();
    let leaf = chain.first().copied().ok_or(Refusal::Unchained(Fault::Bounds))?;
    // Over U2F no key tells its model, also where its certificate does.
    if !attestation.aaguid.is_unknown() && names_another_model(leaf, attestation.aaguid)? {
        return Err(Refusal::OtherModel);
    }
    check(entry, leaf, &chain, now).map_err(Refusal::Unchained)?;
    Ok(entry.certification(now))
}

fn check(entry: &Entry, leaf: &[u8], chain: &[&[u8]], now: Timestamp) -> Result<(), Fault> {
    // Some makers list the certificates of their keys themselves, without an authority.
    if entry.roots.iter().any(|root| root.as_der() == leaf) {
        return chain::check_times(leaf, now);
    }
    let roots: Vec<CertificateDer<'_>> =
        entry.roots.iter().map(|root| CertificateDer::from(root.as_der())).collect();
    let anchors: Vec<TrustAnchor<'_>> =
        roots.iter().filter_map(|root| anchor_from_trusted_cert(root).ok()).collect();
    let chain: Vec<CertificateDer<'_>> = chain.iter().copied().map(CertificateDer::from).collect();
    chain::check(&chain, &anchors, Purpose::Any, now)
}

/// Whether a certificate says for which model it is, and says another one (WebAuthn, section 8.2.1: the extension
/// id-fido-gen-ce-aaguid holds the number in an octet string).
fn names_another_model(leaf: &[u8], aaguid: Aaguid) -> Result<bool, Refusal> {
    const OCTETS: [u8; 2] = [0x04, 0x10];
    let unreadable = || Refusal::Unchained(Fault::Unreadable);
    let (_, certificate) = X509Certificate::from_der(leaf).map_err(|_| unreadable())?;
    let found = certificate.get_extension_unique(&oid!(1.3.6.1.4.1.45724.1.1.4));
    let Some(extension) = found.map_err(|_| unreadable())? else { return Ok(false) };
    Ok(extension.value.strip_prefix(&OCTETS) != Some(aaguid.0.as_slice()))
}
