//! Nothing that a stranger can send makes anything panic, and none of it is accepted.

use proptest::prelude::*;

use super::{NOW, RULES};
use crate::{BodyHash, Head, SigningKey, claim, parse_authorization};

/// Text made of the pieces that the parsers look for, and of anything.
fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        "[ -~]{0,8}",
        any::<String>(),
        proptest::sample::select(vec![
            "AWS4-HMAC-SHA256 ",
            "Credential=",
            "AKID/20150830/eu-west-1/iam/aws4_request",
            "Signature=",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "SignedHeaders=",
            "host",
            ";x-amz-date",
            ", ",
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&",
            "X-Amz-Credential=",
            "X-Amz-Date=20150830T123600Z&",
            "X-Amz-Expires=60&",
            "X-Amz-SignedHeaders=host&",
            "X-Amz-Signature=",
            "%",
            "%C3",
            "&",
            "/../",
            "\u{e9}",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(pieces, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn no_authorization_header_makes_the_parser_panic(text in text()) {
        if let Ok(header) = parse_authorization(&text) {
            prop_assert!(text.contains(header.credential));
        }
    }

    #[test]
    fn no_request_of_a_stranger_is_accepted(
        path in text(),
        query in text(),
        authorization in proptest::option::of(text()),
        date in prop_oneof![Just("20150830T123600Z".to_owned()), text()],
        raw in any::<Vec<u8>>(),
    ) {
        let mut headers = vec![("host", b"h".as_slice()), ("x-amz-date", date.as_bytes()), ("other", raw.as_slice())];
        headers.extend(authorization.as_deref().map(|text| ("authorization", text.as_bytes())));
        let head = Head { method: "GET", path: &path, query: &query, headers: &headers };
        let key = SigningKey::derive("secret", "20150830", "eu-west-1", "iam");
        let verified = claim(&head, &RULES)
            .and_then(|claim| claim.check_time(NOW))
            .and_then(|claim| claim.verify(&BodyHash::of(&raw), &key));
        prop_assert!(verified.is_err());
        // The text of a refusal can be made of whatever was sent.
        prop_assert!(verified.is_err_and(|refusal| !refusal.to_string().is_empty()));
    }
}
