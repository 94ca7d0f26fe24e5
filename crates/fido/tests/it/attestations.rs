//! Keys that are registered: what vouches for them.

use bartizan_fido::metadata::samples::{Authority, PLAIN, Signer};
use bartizan_fido::metadata::{
    Certification, Entry, Fault, FidoLevel, Model, Refusal, Report, RootCertificate, Status, certification,
    identities, key_identifier,
};
use bartizan_fido::{Aaguid, Attestation, AttestationFormat, Der, Trust};
use model::Timestamp;
use rcgen::{IsCa, KeyUsagePurpose, date_time_ymd};

/// The first of December 2026.
const NOW: Timestamp = Timestamp::from_secs(1_796_083_200);
const MODEL: Aaguid = Aaguid([7; 16]);
const OTHER: Aaguid = Aaguid([8; 16]);
const UNKNOWN: Aaguid = Aaguid([0; 16]);
const L1: Certification = Certification { fido: Some(FidoLevel::One), ..Certification::NONE };

fn entry(model: Model, roots: &[&[u8]]) -> Entry {
    Entry {
        model,
        description: "Test Key".to_owned(),
        reports: vec![Report { status: Status::Fido(FidoLevel::One), from: None, until: None }],
        roots: roots.iter().map(|der| RootCertificate::from_der(der.to_vec())).collect(),
    }
}

fn vouched(aaguid: Aaguid, signer: &Signer) -> Attestation {
    with(aaguid, &signer.chain)
}

fn with(aaguid: Aaguid, chain: &[Vec<u8>]) -> Attestation {
    let format = if aaguid == UNKNOWN { AttestationFormat::FidoU2f } else { AttestationFormat::Packed };
    Attestation { format, aaguid, trust: Trust::Certificates(chain.iter().cloned().map(Der).collect()) }
}

#[test]
fn a_key_is_certified_only_if_its_maker_vouches_for_it() {
    let (maker, stranger) = (Authority::root(PLAIN), Authority::root(PLAIN));
    let known = entry(Model::Aaguid(MODEL), &[stranger.below(PLAIN).der(), maker.der()]);
    let over = |params: &mut rcgen::CertificateParams| params.not_after = date_time_ymd(2026, 11, 30);
    let is_authority = |params: &mut rcgen::CertificateParams| {
        params.is_ca = IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    };
    let agrees_only =
        |params: &mut rcgen::CertificateParams| params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    let unchained = |fault| Err(Refusal::Unchained(fault));
    for (what, aaguid, signer, expected) in [
        ("its maker's", MODEL, maker.key_maker(MODEL), Ok(L1)),
        ("its maker's, through another", MODEL, maker.below(PLAIN).key_maker(MODEL), Ok(L1)),
        ("its maker's, without a model", MODEL, maker.signer("key.test", PLAIN), Ok(L1)),
        ("a stranger's", MODEL, stranger.key_maker(MODEL), unchained(Fault::UnknownIssuer)),
        ("its maker's for another model", MODEL, maker.key_maker(OTHER), Err(Refusal::OtherModel)),
        ("its maker's, expired", MODEL, maker.signer("key.test", &over), unchained(Fault::Expired)),
        ("an authority's", MODEL, maker.signer("key.test", &is_authority), unchained(Fault::Authority)),
        (
            "a key's that does not sign",
            MODEL,
            maker.signer("key.test", &agrees_only),
            unchained(Fault::Usage),
        ),
        // Nothing is known of that model, so nothing can be asked of it.
        ("a stranger's of an unknown model", OTHER, stranger.key_maker(OTHER), Ok(Certification::NONE)),
        ("a stranger's of no model", UNKNOWN, stranger.key_maker(MODEL), Ok(Certification::NONE)),
    ] {
        assert_eq!(certification(Some(&known), &vouched(aaguid, &signer), NOW), expected, "{what}");
    }
}

#[test]
fn certificates_that_are_none_are_refused() {
    let maker = Authority::root(PLAIN);
    let known = entry(Model::Aaguid(MODEL), &[maker.der()]);
    let good = maker.key_maker(MODEL).chain;
    let cut = vec![good[0][..good[0].len() - 1].to_vec()];
    let many = [good, vec![maker.der().to_vec(); 8]].concat();
    for (what, chain, fault) in [
        ("none at all", vec![], Fault::Bounds),
        ("an empty one", vec![vec![]], Fault::Unreadable),
        ("something else", vec![b"certificate".to_vec()], Fault::Unreadable),
        ("one that is cut off", cut, Fault::Unreadable),
        ("too many", many, Fault::Bounds),
    ] {
        assert_eq!(
            certification(Some(&known), &with(MODEL, &chain), NOW),
            Err(Refusal::Unchained(fault)),
            "{what}"
        );
    }
}

#[test]
fn a_key_for_which_nobody_vouches_is_registered_without_a_certification() {
    let maker = Authority::root(PLAIN);
    let known = entry(Model::Aaguid(MODEL), &[maker.der()]);
    for (format, trust) in
        [(AttestationFormat::None, Trust::None), (AttestationFormat::Packed, Trust::SelfSigned)]
    {
        let unvouched = Attestation { format, aaguid: MODEL, trust };
        assert_eq!(certification(Some(&known), &unvouched, NOW), Ok(Certification::NONE));
    }
    let signer = maker.key_maker(MODEL);
    let shown = vouched(MODEL, &signer);
    assert_eq!(certification(None, &shown, NOW), Ok(Certification::NONE), "nothing is known of its model");
    let rootless = entry(Model::Aaguid(MODEL), &[]);
    assert_eq!(certification(Some(&rootless), &shown, NOW), Ok(Certification::NONE), "nothing to lead to");
}

#[test]
fn a_certificate_that_is_listed_itself_needs_no_authority() {
    let (maker, stranger) = (Authority::root(PLAIN), Authority::root(PLAIN));
    let signer = maker.key_maker(MODEL);
    let known = entry(Model::Aaguid(MODEL), &[&signer.chain[0]]);
    assert_eq!(certification(Some(&known), &vouched(MODEL, &signer), NOW), Ok(L1));
    let later = Timestamp::from_secs(2_300_000_000);
    let expired = Err(Refusal::Unchained(Fault::Expired));
    assert_eq!(certification(Some(&known), &vouched(MODEL, &signer), later), expired);
    let other = stranger.key_maker(MODEL);
    assert!(certification(Some(&known), &vouched(MODEL, &other), NOW).is_err());
}

#[test]
fn a_u2f_key_is_known_by_the_identifier_of_a_certificate() {
    let (maker, stranger) = (Authority::root(PLAIN), Authority::root(PLAIN));
    let (signer, other) = (maker.signer("key.test", PLAIN), stranger.signer("key.test", PLAIN));
    let of_leaf = key_identifier(&signer.chain[0]).unwrap();
    let known = entry(Model::KeyIdentifiers(vec![of_leaf]), &[maker.der()]);
    let shown = vouched(UNKNOWN, &signer);
    assert_eq!(identities(&shown), [Model::KeyIdentifiers(vec![of_leaf])]);
    assert_eq!(certification(Some(&known), &shown, NOW), Ok(L1));
    assert_eq!(certification(Some(&known), &vouched(UNKNOWN, &other), NOW), Ok(Certification::NONE));
    // A FIDO2 key does not pass as a U2F key.
    assert_eq!(certification(Some(&known), &vouched(MODEL, &signer), NOW), Ok(Certification::NONE));

    // The identifier is a name that anybody can use: it must lead to the maker all the same.
    let pretended =
        entry(Model::KeyIdentifiers(vec![key_identifier(&other.chain[0]).unwrap()]), &[maker.der()]);
    let refused = Err(Refusal::Unchained(Fault::UnknownIssuer));
    assert_eq!(certification(Some(&pretended), &vouched(UNKNOWN, &other), NOW), refused);
}

/// Keys that speak both protocols show one certificate in both, and the model in it is told by the newer one only.
#[test]
fn a_u2f_key_whose_certificate_names_its_model_is_its_makers() {
    let maker = Authority::root(PLAIN);
    let signer = maker.key_maker(MODEL);
    let of_leaf = key_identifier(&signer.chain[0]).unwrap();
    let known = entry(Model::KeyIdentifiers(vec![of_leaf]), &[maker.der()]);
    assert_eq!(certification(Some(&known), &vouched(UNKNOWN, &signer), NOW), Ok(L1));
}

#[test]
fn a_model_that_was_withdrawn_is_certified_no_more() {
    let maker = Authority::root(PLAIN);
    let mut known = entry(Model::Aaguid(MODEL), &[maker.der()]);
    known.reports.push(Report { status: Status::Withdrawn, from: Some(NOW), until: None });
    let signer = maker.key_maker(MODEL);
    let before = Timestamp::from_secs(NOW.secs() - 1);
    assert_eq!(certification(Some(&known), &vouched(MODEL, &signer), before), Ok(L1));
    assert_eq!(certification(Some(&known), &vouched(MODEL, &signer), NOW), Ok(Certification::NONE));
}
