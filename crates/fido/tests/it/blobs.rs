//! Metadata files: which are believed, and why others are not.

use bartizan_fido::Aaguid;
use bartizan_fido::metadata::samples::{self, Authority, PLAIN, entry, payload, status};
use bartizan_fido::metadata::{Blob, Fault, FidoLevel, FipsLevel, HOST, Model, Root, Unverified};
use data_encoding::BASE64;
use model::Timestamp;
use proptest::prelude::{any, proptest};
use proptest::sample::Index;
use rcgen::{BasicConstraints, ExtendedKeyUsagePurpose, IsCa, KeyUsagePurpose, date_time_ymd};
use serde_json::{Value, json};

/// The first of December 2026.
const NOW: Timestamp = Timestamp::from_secs(1_796_083_200);
const MODEL: Aaguid = Aaguid([7; 16]);

fn root_of(authority: &Authority) -> Root {
    Root::from_pem(authority.pem()).unwrap()
}

fn small(number: u64) -> Value {
    payload(number, &[entry(MODEL, &[status("FIDO_CERTIFIED_L1", None)], &[])])
}

fn verify(file: &str, root: &Authority) -> Result<Blob, Unverified> {
    Blob::verify(file.as_bytes(), &root_of(root), NOW)
}

#[test]
fn a_file_whose_signature_leads_to_the_root_is_read() {
    let root = Authority::root(PLAIN);
    let between = root.below(PLAIN);
    let lower = between.below(PLAIN);
    for (what, signer) in [
        ("below the root", root.host()),
        ("below an authority in between", between.host()),
        ("below two of them", lower.host()),
        ("with RSA", between.rsa_signer(HOST)),
    ] {
        let file = signer.sign(&small(42));
        let blob = verify(&file, &root).unwrap_or_else(|error| panic!("{what}: {error}"));
        assert_eq!(blob.number, 42, "{what}");
        assert_eq!(blob.next_update.extended(), "2027-01-02T00:00:00Z");
        assert_eq!(blob.entries[0].model, Model::Aaguid(MODEL));
        assert_eq!(blob.entries[0].certification(NOW).fido, Some(FidoLevel::One));
        verify(&format!("{file}\n"), &root).unwrap();
    }
}

#[test]
fn a_chain_may_bring_its_root_along() {
    let root = Authority::root(PLAIN);
    let mut signer = root.below(PLAIN).host();
    signer.chain.push(root.der().to_vec());
    verify(&signer.sign(&small(1)), &root).unwrap();
}

#[test]
fn a_file_of_somebody_else_is_not_believed() {
    let root = Authority::root(PLAIN);
    let stranger = Authority::root(PLAIN);
    let long_over = |params: &mut rcgen::CertificateParams| params.not_after = date_time_ymd(2026, 11, 30);
    let not_yet = |params: &mut rcgen::CertificateParams| params.not_before = date_time_ymd(2026, 12, 2);
    let no_authority = |params: &mut rcgen::CertificateParams| params.is_ca = IsCa::ExplicitNoCa;
    let signs_no_certificates =
        |params: &mut rcgen::CertificateParams| params.key_usages = vec![KeyUsagePurpose::CrlSign];
    let bounded = |params: &mut rcgen::CertificateParams| {
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    };
    let is_authority = |params: &mut rcgen::CertificateParams| {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    };
    let agrees_only =
        |params: &mut rcgen::CertificateParams| params.key_usages = vec![KeyUsagePurpose::KeyAgreement];
    let for_mail = |params: &mut rcgen::CertificateParams| {
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::EmailProtection];
    };
    let for_servers = |params: &mut rcgen::CertificateParams| {
        params.extended_key_usages =
            vec![ExtendedKeyUsagePurpose::ServerAuth, ExtendedKeyUsagePurpose::ClientAuth];
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    };
    let host = |params| root.signer(HOST, params);
    let chain = |fault| Some(Unverified::Chain(fault));
    for (what, signer, refused) in [
        ("of another root", stranger.host(), chain(Fault::UnknownIssuer)),
        ("of another host", root.signer("mds.fidoalliance.org.example.com", PLAIN), Some(Unverified::Host)),
        ("of the parent's host", root.signer("fidoalliance.org", PLAIN), Some(Unverified::Host)),
        ("expired", host(&long_over), chain(Fault::Expired)),
        ("not valid yet", host(&not_yet), chain(Fault::NotYetValid)),
        ("below an expired authority", root.below(&long_over).host(), chain(Fault::Expired)),
        ("below no authority", root.below(&no_authority).host(), chain(Fault::Authority)),
        (
            "below one that signs no certificates",
            root.below(&signs_no_certificates).host(),
            chain(Fault::Usage),
        ),
        ("below one that is bounded", root.below(&bounded).host(), None),
        ("too far below one", root.below(&bounded).below(PLAIN).host(), chain(Fault::PathLength)),
        ("with a certificate of an authority", host(&is_authority), chain(Fault::Authority)),
        ("with a key that does not sign", host(&agrees_only), chain(Fault::Usage)),
        ("with a certificate for mail", host(&for_mail), chain(Fault::Usage)),
        ("with a certificate for servers", host(&for_servers), None),
    ] {
        assert_eq!(verify(&signer.sign(&small(1)), &root).err(), refused, "{what}");
    }
}

#[test]
fn a_root_that_is_over_vouches_for_nothing() {
    let root = Authority::root(&|params| params.not_after = date_time_ymd(2026, 11, 30));
    let file = root.host().sign(&small(1));
    assert_eq!(verify(&file, &root), Err(Unverified::Root(Fault::Expired)));
    let before = Timestamp::from_secs(1_790_000_000);
    Blob::verify(file.as_bytes(), &root_of(&root), before).unwrap();
}

#[test]
fn a_certificate_of_an_authority_that_nobody_showed_does_not_help() {
    let root = Authority::root(PLAIN);
    let mut signer = root.below(PLAIN).host();
    signer.chain.truncate(1);
    assert_eq!(verify(&signer.sign(&small(1)), &root), Err(Unverified::Chain(Fault::UnknownIssuer)));
    signer.chain.clear();
    assert_eq!(verify(&signer.sign(&small(1)), &root), Err(Unverified::Chain(Fault::Bounds)));
    signer.chain = vec![root.der().to_vec(); 9];
    assert_eq!(verify(&signer.sign(&small(1)), &root), Err(Unverified::Chain(Fault::Bounds)));
}

#[test]
fn only_two_algorithms_are_accepted_and_they_are_not_exchanged() {
    let root = Authority::root(PLAIN);
    let (signer, rsa) = (root.host(), root.rsa_signer(HOST));
    let chain = |signer: &samples::Signer| -> Vec<String> {
        signer.chain.iter().map(|der| BASE64.encode(der)).collect()
    };
    let text = small(1).to_string();
    for (header, signer, refused) in [
        (json!({ "alg": "none", "x5c": chain(&signer) }), &signer, Unverified::Algorithm),
        (json!({ "alg": "HS256", "x5c": chain(&signer) }), &signer, Unverified::Algorithm),
        (json!({ "alg": "ES384", "x5c": chain(&signer) }), &signer, Unverified::Algorithm),
        (json!({ "alg": "RS1", "x5c": chain(&rsa) }), &rsa, Unverified::Algorithm),
        (json!({ "alg": "es256", "x5c": chain(&signer) }), &signer, Unverified::Algorithm),
        (json!({ "alg": "RS256", "x5c": chain(&signer) }), &signer, Unverified::Signature),
        (json!({ "alg": "ES256", "x5c": chain(&rsa) }), &rsa, Unverified::Signature),
        (json!({ "x5c": chain(&signer) }), &signer, Unverified::NotAJws),
        (json!({ "alg": "ES256" }), &signer, Unverified::NoCertificates),
        (json!({ "alg": "ES256", "x5c": ["%"] }), &signer, Unverified::Chain(Fault::Unreadable)),
        (json!({ "alg": "ES256", "x5c": ["AAAA"] }), &signer, Unverified::Chain(Fault::Unreadable)),
    ] {
        assert_eq!(verify(&signer.sign_with(&header, &text), &root), Err(refused), "{header}");
    }
    let elsewhere = json!({ "alg": "ES256", "x5u": "https://example.com/chain.pem" });
    let critical = json!({ "alg": "ES256", "x5c": chain(&signer), "crit": ["b64"], "b64": false });
    for header in [elsewhere, critical] {
        let refused = verify(&signer.sign_with(&header, &text), &root);
        assert!(matches!(refused, Err(Unverified::Unsupported(_))), "{header}: {refused:?}");
    }
}

#[test]
fn a_part_of_a_file_is_not_believed() {
    let root = Authority::root(PLAIN);
    let file = root.host().sign(&small(1));
    for end in 0..file.len() {
        assert!(verify(&file[..end], &root).is_err(), "the first {end} bytes of {}", file.len());
    }
    for more in [".", "A", ".AAAA", "=", "\0"] {
        assert!(verify(&format!("{file}{more}"), &root).is_err(), "{more:?} after it");
    }
}

#[test]
fn a_signature_of_another_content_is_not_believed() {
    let root = Authority::root(PLAIN);
    let signer = root.host();
    let [one, two] = [1, 2].map(|number| signer.sign(&small(number)));
    let parts = |file: &str| file.split('.').map(str::to_owned).collect::<Vec<_>>();
    let (one, two) = (parts(&one), parts(&two));
    let mixed = [one[0].as_str(), &two[1], &one[2]].join(".");
    assert_eq!(verify(&mixed, &root), Err(Unverified::Signature));
}

proptest! {
    #[test]
    fn a_file_in_which_one_byte_is_another_is_not_believed(place in any::<Index>(), other in any::<u8>()) {
        thread_local! {
            static MADE: (Authority, String) = {
                let root = Authority::root(PLAIN);
                let file = root.below(PLAIN).host().sign(&small(1));
                (root, file)
            };
        }
        MADE.with(|(root, file)| {
            let mut bytes = file.clone().into_bytes();
            let place = place.index(bytes.len());
            if bytes[place] != other {
                bytes[place] = other;
                // White space around a file does no harm, but there is none that could be left out.
                assert!(Blob::verify(&bytes, &root_of(root), NOW).is_err(), "byte {place} is {other}");
            }
        });
    }
}

#[test]
fn what_is_signed_must_be_metadata() {
    let root = Authority::root(PLAIN);
    let signer = root.host();
    for (payload, refused) in [
        (json!({}), Unverified::Payload),
        (json!([]), Unverified::Payload),
        (json!({ "no": -1, "nextUpdate": "2027-01-02", "entries": [] }), Unverified::Payload),
        (json!({ "no": 1.5, "nextUpdate": "2027-01-02", "entries": [] }), Unverified::Payload),
        (json!({ "no": 1, "nextUpdate": "2027-02-30", "entries": [] }), Unverified::Payload),
        (json!({ "no": 1, "nextUpdate": "2027-01-02T00:00", "entries": [] }), Unverified::Payload),
        (json!({ "no": 1, "nextUpdate": "1960-01-02", "entries": [] }), Unverified::Payload),
        (json!({ "no": 1, "nextUpdate": "2027-01-02" }), Unverified::Payload),
        (json!({ "no": 1, "nextUpdate": "2027-01-02", "entries": {} }), Unverified::Payload),
        (json!({ "no": 1, "nextUpdate": "2027-01-02", "entries": vec![1; 10_001] }), Unverified::TooMany),
        (json!({ "no": 1, "nextUpdate": "2027-01-02", "entries": vec![1; 30_000] }), Unverified::TooMany),
    ] {
        let shown = payload.to_string();
        assert_eq!(verify(&signer.sign(&payload), &root), Err(refused), "{:.80}", shown);
    }
}

#[test]
fn a_file_that_is_too_long_is_not_looked_at() {
    let huge = vec![b'A'; 32 * 1024 * 1024 + 1];
    let root = root_of(&Authority::root(PLAIN));
    assert_eq!(Blob::verify(&huge, &root, NOW), Err(Unverified::TooLong));
}

#[test]
fn an_entry_that_cannot_be_read_hides_no_other() {
    let root = Authority::root(PLAIN);
    let good = || entry(MODEL, &[status("FIPS140_CERTIFIED_L2", Some(3))], &[root.der()]);
    let with = |name: &str, value: Value| {
        let mut entry = good();
        entry[name] = value;
        entry
    };
    let key = "8a1c5b2d00000000000000000000000000000fff";
    let u2f = |identifiers: Value| json!({ "attestationCertificateKeyIdentifiers": identifiers, "statusReports": [] });
    let bad_root = || json!({ "attestationRootCertificates": ["AAAA", BASE64.encode(root.der())] });
    // (the entry, how many are read, are of another sort, cannot be read)
    for (what, raw, counts) in [
        ("a good one", good(), (1, 0, 0)),
        ("one for U2F keys", u2f(json!([key])), (1, 0, 0)),
        ("one for something else", json!({ "aaid": "4e4e#4005", "statusReports": [] }), (0, 1, 0)),
        ("one with more fields", with("future", json!([1, { "a": null }])), (1, 0, 0)),
        ("one without a statement", with("metadataStatement", Value::Null), (1, 0, 0)),
        ("one with a root that is none", with("metadataStatement", bad_root()), (1, 0, 1)),
        ("a number", json!(1), (0, 0, 1)),
        ("one of no model", with("aaguid", Value::Null), (0, 0, 1)),
        ("one of a malformed model", with("aaguid", json!("yubikey")), (0, 0, 1)),
        ("one of the model of keys that do not tell", with("aaguid", json!(Aaguid([0; 16]))), (0, 0, 1)),
        ("one for no U2F keys", u2f(json!([])), (0, 0, 1)),
        ("one for malformed U2F keys", u2f(json!(["8a1c"])), (0, 0, 1)),
        ("one with too many U2F keys", u2f(json!(vec![key; 65])), (0, 0, 1)),
        ("one without reports", with("statusReports", Value::Null), (0, 0, 1)),
        (
            "one that was withdrawn on no day",
            with("statusReports", json!([{ "status": "REVOKED", "effectiveDate": "soon" }])),
            (0, 0, 1),
        ),
        (
            "one with too many reports",
            with("statusReports", json!(vec![status("REVOKED", None); 257])),
            (0, 0, 1),
        ),
        (
            "one with too many roots",
            with("metadataStatement", json!({ "attestationRootCertificates": vec!["AAAA"; 65] })),
            (0, 0, 1),
        ),
        ("one that is too long", with("icon", json!("A".repeat(2 * 1024 * 1024))), (0, 0, 1)),
    ] {
        let other = entry(Aaguid([9; 16]), &[status("FIDO_CERTIFIED_L2", None)], &[]);
        let file = root.host().sign(&payload(1, &[raw, other]));
        let blob = verify(&file, &root).unwrap_or_else(|error| panic!("{what}: {error}"));
        let counted = (blob.entries.len() - 1, blob.others, blob.unreadable);
        assert_eq!(counted, counts, "{what}");
        let last = blob.entries.last().unwrap();
        assert_eq!(last.certification(NOW).fido, Some(FidoLevel::Two), "{what}");
    }
}

#[test]
fn what_is_kept_of_an_entry_is_what_decides() {
    let root = Authority::root(PLAIN);
    let mut raw = entry(
        MODEL,
        &[
            status("FIDO_CERTIFIED", None),
            status("FIDO_CERTIFIED_L2", None),
            status("FIPS140_CERTIFIED_L3", Some(2)),
        ],
        &[root.der()],
    );
    raw["metadataStatement"]["description"] = json!("é".repeat(300));
    // A line end in base64, as some makers leave it.
    let lines = BASE64.encode(root.der()).as_bytes().chunks(64).map(<[u8]>::to_vec).collect::<Vec<_>>();
    raw["metadataStatement"]["attestationRootCertificates"] =
        json!([String::from_utf8(lines.join(&b"\r\n"[..])).unwrap()]);
    let blob = verify(&root.host().sign(&payload(1, &[raw])), &root).unwrap();
    let entry = &blob.entries[0];
    assert_eq!(entry.description, "é".repeat(200));
    assert_eq!(entry.roots[0].as_der(), root.der());
    assert_eq!(entry.reports.len(), 2);
    let held = entry.certification(NOW);
    assert_eq!(
        (held.fido, held.fips_140_2, held.fips_140_3),
        (Some(FidoLevel::Two), Some(FipsLevel::Three), None)
    );
    let stored = serde_json::to_string(entry).unwrap();
    assert_eq!(&serde_json::from_str::<bartizan_fido::metadata::Entry>(&stored).unwrap(), entry);
}

#[test]
fn a_file_is_overdue_when_the_day_of_the_next_has_passed() {
    let root = Authority::root(PLAIN);
    let blob = verify(&root.host().sign(&small(1)), &root).unwrap();
    for (secs, is_overdue) in [
        (1_798_848_000, false), // 2027-01-02T00:00:00Z
        (1_798_934_399, false),
        (1_798_934_400, true), // 2027-01-03T00:00:00Z
    ] {
        assert_eq!(blob.is_overdue(Timestamp::from_secs(secs)), is_overdue, "{secs}");
    }
}
