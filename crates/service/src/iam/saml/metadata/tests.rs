use proptest::prelude::*;

use super::{Metadata, Unusable};

const ONE: &str = include_str!("../../../../fixtures/saml/metadata.xml");

/// The document with one thing changed.
fn with(from: &str, to: &str) -> String {
    assert!(ONE.contains(from), "{from}");
    ONE.replacen(from, to, 1)
}

fn refused(text: &str) -> Option<Unusable> {
    Metadata::parse(text).err()
}

#[test]
fn a_provider_is_read() {
    let read = Metadata::parse(ONE).unwrap();
    assert_eq!((read.entity_id.as_str(), read.certificates), ("https://idp.example.com/saml", 1));
    assert_eq!(read.valid_until, None);
    // Other prefixes, a key for both uses, a byte order mark.
    let other =
        ONE.replace("xmlns:md=", "xmlns=").replace("md:", "").replace("ds:", "x:").replace(":ds=", ":x=");
    let other = format!("\u{feff}{}", other.replace(" use=\"signing\"", ""));
    assert_eq!(Metadata::parse(&other).unwrap().certificates, 1);
}

#[test]
fn the_earliest_end_counts() {
    const WHOLE: &str = "entityID=\"https://idp.example.com/saml\"";
    const PART: &str = "WantAuthnRequestsSigned=\"false\"";
    let ends = |whole: &str, part: &str| {
        let text = with(WHOLE, &format!("{WHOLE} {whole}"));
        let read = Metadata::parse(&text.replacen(PART, part, 1))?;
        Ok::<_, Unusable>(read.valid_until.map(|end| end.extended()))
    };
    let early = "validUntil=\"2031-01-01T00:00:00.250+01:00\"";
    let late = "validUntil='2032-01-01T00:00:00Z'";
    let at = Ok(Some("2030-12-31T23:00:00Z".to_owned()));
    assert_eq!((ends(early, ""), ends("", early), ends(late, early)), (at.clone(), at.clone(), at));
    for wrong in ["", "soon", "2031-01-01", "1900-01-01T00:00:00Z"] {
        assert_eq!(ends(&format!("validUntil=\"{wrong}\""), ""), Err(Unusable::ValidUntil), "{wrong}");
    }
}

#[test]
fn what_is_no_provider_is_refused() {
    for (text, why) in [
        (String::new(), Unusable::NotMetadata),
        ("{}".to_owned(), Unusable::NotXml),
        (ONE[..ONE.len() - 30].to_owned(), Unusable::NotXml),
        (format!("{ONE}<more/>"), Unusable::NotXml),
        (format!("{ONE}more"), Unusable::NotXml),
        (ONE.replace("SAML:2.0:metadata", "SAML:1.0:metadata"), Unusable::NotMetadata),
        (ONE.replace("EntityDescriptor", "EntitiesDescriptor"), Unusable::NotMetadata),
        (with("entityID", "id"), Unusable::NoEntityId),
        (with("https://idp.example.com/saml", ""), Unusable::NoEntityId),
        (
            with("https://idp.example.com/saml", &"x".repeat(1_025)),
            Unusable::TooMuch("characters in its entityID"),
        ),
        (ONE.replace("IDPSSODescriptor", "SPSSODescriptor"), Unusable::NoProvider),
        (with("SAML:2.0:protocol", "SAML:1.1:protocol"), Unusable::NoProvider),
        (with("use=\"signing\"", "use=\"encryption\""), Unusable::NoCertificate),
        (ONE.replace("X509Certificate>", "X509SubjectName>"), Unusable::NoCertificate),
        // Of the same name, and somebody else's.
        (with("2000/09/xmldsig#", "2000/09/xmldsig2#"), Unusable::NoCertificate),
        (with("MII", "MIJ"), Unusable::BadCertificate),
        (with("MII", "*II"), Unusable::BadCertificate),
        (with("</ds:X509Certificate>", "AAAA</ds:X509Certificate>"), Unusable::BadCertificate),
        (with("UTF-8", "UTF-16"), Unusable::NotText),
        (with("entityID=", "entityID=\"a\" entityID="), Unusable::NotXml),
        (with("xmlns:ds=", "xmlns:other="), Unusable::NotXml),
    ] {
        assert_eq!(refused(&text), Some(why), "{text}");
    }
}

#[test]
fn what_attacks_are_made_of_is_refused() {
    const BEGIN: &str = "<md:EntityDescriptor";
    let doctype = "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>";
    assert_eq!(
        refused(&with(BEGIN, &format!("{doctype}{BEGIN}"))),
        Some(Unusable::Forbidden("a document type (DOCTYPE)"))
    );
    assert_eq!(
        refused(&with(BEGIN, &format!("<?a b?>{BEGIN}"))),
        Some(Unusable::Forbidden("a processing instruction"))
    );
    assert_eq!(refused(&with("&amp;", "&x;")), Some(Unusable::Forbidden("an entity")));
    assert_eq!(refused(&with("https://idp.example.com/saml", "&x;")), Some(Unusable::Forbidden("an entity")));
    let within = |more: &str| with("Example &amp; Sons", more);
    let deep = |depth: usize| within(&format!("{}{}", "<a>".repeat(depth), "</a>".repeat(depth)));
    assert_eq!((refused(&deep(29)), refused(&deep(30))), (None, Some(Unusable::TooDeep)));
    assert_eq!(refused(&within(&"<a/>".repeat(10_000))), Some(Unusable::TooMuch("elements")));
    let attributes: Vec<_> = (0..65).map(|number| format!(" a{number}=\"\"")).collect();
    assert_eq!(
        refused(&within(&format!("<a{}/>", attributes.concat()))),
        Some(Unusable::TooMuch("attributes"))
    );
    assert_eq!(
        refused(&with("MII", &"A".repeat(40_000))),
        Some(Unusable::TooMuch("characters in a certificate"))
    );
    let start = ONE.find("<md:KeyDescriptor").unwrap();
    let end = ONE.find("</md:KeyDescriptor>").unwrap() + "</md:KeyDescriptor>".len();
    let keys = |count: usize| format!("{}{}{}", &ONE[..start], ONE[start..end].repeat(count), &ONE[end..]);
    assert_eq!(Metadata::parse(&keys(32)).unwrap().certificates, 32);
    assert_eq!(refused(&keys(33)), Some(Unusable::TooMuch("certificates")));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,200}|(<[a-z:]{1,4}( [a-z]=\"[a-z&;]{0,3}\")?/?>|</[a-z:]{1,4}>|<!|<\\?|&[a-z]{1,3};|]]>){0,40}") {
        prop_assert!(Metadata::parse(&text).is_err());
    }

    #[test]
    fn a_document_with_a_piece_of_it_exchanged_is_read_or_refused(
        start in 0..ONE.len(), length in 0_usize..40, other in "[ -~]{0,8}|[<>&;\"'/!?=\\[\\]]{0,6}"
    ) {
        let end = (start + length).min(ONE.len());
        let text = format!("{}{other}{}", &ONE[..start], &ONE[end..]);
        if let Ok(read) = Metadata::parse(&text) {
            prop_assert!(read.certificates > 0 && !read.entity_id.is_empty());
        }
    }
}
