//! Temporary credentials are what we issued, for whom we issued them.

use bartizan_vault::{IssueError, Keyring, MfaContext, Salt, SessionClaims, TokenError};
use data_encoding::BASE64URL_NOPAD;
use model::{AccountId, Timestamp};
use proptest::prelude::*;

const KEY_ID: &str = "ASIAIOSFODNN7EXAMPLE";

fn claims() -> SessionClaims {
    SessionClaims {
        access_key_id: KEY_ID.to_owned(),
        account: AccountId::new(123_456_789_012).unwrap(),
        principal: "AIDACKCEVSQ6C2EXAMPLE".to_owned(),
        issuing_credential: "AKIAIOSFODNN7EXAMPLE".to_owned(),
        session_name: None,
        tags: vec![("team".to_owned(), "blue".to_owned())],
        transitive_tag_keys: vec![],
        source_identity: None,
        policies: vec![],
        mfa: Some(MfaContext {
            at: Timestamp::from_secs(999),
            serial: "arn:aws:iam::123456789012:mfa/alice".to_owned(),
        }),
        issued_at: Timestamp::from_secs(1000),
        expires_at: Timestamp::from_secs(4600),
    }
}

fn token(keyring: &Keyring) -> String {
    keyring.issue_session(&claims(), Salt([7; 32])).unwrap().token.expose().clone()
}

#[test]
fn a_session_opens_with_the_secret_it_was_issued_with() {
    let keyring = Keyring::first([1; 32]);
    let issued = keyring.issue_session(&claims(), Salt([7; 32])).unwrap();
    let (opened, secret) = keyring.open_session(issued.token.expose(), KEY_ID).unwrap();
    assert_eq!(opened, claims());
    assert_eq!(secret.expose(), issued.secret_access_key.expose());
    assert_eq!(secret.expose().len(), 40);
    assert!(secret.expose().bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/+".contains(&byte)));
    for (secs, expired) in [(4599, false), (4600, true), (9999, true)] {
        assert_eq!(opened.is_expired(Timestamp::from_secs(secs)), expired, "at {secs}");
    }
}

#[test]
fn another_salt_or_key_id_gives_another_secret() {
    let keyring = Keyring::first([1; 32]);
    let secrets = [(KEY_ID, 7), (KEY_ID, 8), ("ASIAANOTHER", 7)].map(|(id, salt)| {
        let claims = SessionClaims { access_key_id: id.to_owned(), ..claims() };
        keyring.issue_session(&claims, Salt([salt; 32])).unwrap().secret_access_key.expose().clone()
    });
    assert!(secrets[0] != secrets[1] && secrets[0] != secrets[2] && secrets[1] != secrets[2]);
}

#[test]
fn r1_a_token_opens_only_with_its_own_access_key_id() {
    let keyring = Keyring::first([1; 32]);
    for (id, refused) in [
        (KEY_ID, None),
        ("ASIAIOSFODNN7EXAMPLF", Some(TokenError::AnotherKey)),
        ("AKIAIOSFODNN7EXAMPLE", Some(TokenError::AnotherKey)),
        ("", Some(TokenError::AnotherKey)),
    ] {
        assert_eq!(keyring.open_session(&token(&keyring), id).err(), refused, "{id}");
    }
}

#[test]
fn r4_only_our_tokens_open() {
    let keyring = Keyring::first([1; 32]);
    let other_purpose = {
        let binding = bartizan_vault::Binding { account: claims().account, subject: "", field: "" };
        let sealed =
            keyring.seal(bartizan_vault::Purpose::SessionToken, &binding, Salt([7; 32]), b"").unwrap();
        let bytes = data_encoding::BASE64.decode(String::from(sealed).as_bytes()).unwrap();
        BASE64URL_NOPAD.encode(&bytes)
    };
    for (token, refused, what) in [
        (token(&Keyring::first([2; 32])), TokenError::Forged, "sealed under another master key"),
        (other_purpose, TokenError::Forged, "a seal of something else"),
        (String::new(), TokenError::Malformed, "nothing"),
        ("AQAAAAE".to_owned(), TokenError::Malformed, "a header alone"),
        (token(&keyring) + "=", TokenError::Malformed, "padding"),
        (format!("Ag{}", &token(&keyring)[2..]), TokenError::Malformed, "a later version"),
        ("A".repeat(8193), TokenError::TooLong, "longer than any"),
        ("\u{0}é".repeat(9), TokenError::Malformed, "no base64"),
    ] {
        assert_eq!(keyring.open_session(&token, KEY_ID).err(), Some(refused), "{what}");
    }
}

#[test]
fn r4_a_rotated_key_opens_older_tokens_until_it_is_dropped() {
    let before = Keyring::first([1; 32]);
    let after = before.rotated([2; 32]).unwrap();
    let old = token(&before);
    assert!(after.open_session(&old, KEY_ID).is_ok());
    let dropped = after.current_only().open_session(&old, KEY_ID).err();
    assert_eq!(dropped, Some(TokenError::UnknownGeneration(before.current())));
}

#[test]
fn a_token_holds_up_to_its_limit_and_no_more() {
    let keyring = Keyring::first([1; 32]);
    for (length, fits) in [(2048, true), (5800, true), (6200, false), (100_000, false)] {
        let claims = SessionClaims { policies: vec!["x".repeat(length)], ..claims() };
        match keyring.issue_session(&claims, Salt([7; 32])) {
            Ok(issued) => {
                assert!(fits && issued.token.expose().len() <= 8192, "{length}");
                assert_eq!(keyring.open_session(issued.token.expose(), KEY_ID).unwrap().0, claims);
            }
            Err(error) => {
                assert!(!fits && matches!(error, IssueError::TooLarge { percent: 101.. }), "{length}");
            }
        }
    }
}

#[test]
fn r7_issued_credentials_do_not_show_themselves() {
    let issued = Keyring::first([1; 32]).issue_session(&claims(), Salt([7; 32])).unwrap();
    assert_eq!(format!("{issued:?}"), "IssuedSession { token: Secret(..), secret_access_key: Secret(..) }");
}

proptest! {
    #[test]
    fn r4_a_token_with_any_bit_flipped_does_not_open(place in any::<usize>(), bit in 0..8_u8) {
        let keyring = Keyring::first([1; 32]);
        let mut bytes = BASE64URL_NOPAD.decode(token(&keyring).as_bytes()).unwrap();
        let place = place % bytes.len();
        bytes[place] ^= 1_u8 << bit;
        prop_assert!(keyring.open_session(&BASE64URL_NOPAD.encode(&bytes), KEY_ID).is_err());
    }

    #[test]
    fn no_text_makes_opening_panic(text in ".{0,200}") {
        let keyring = Keyring::first([1; 32]);
        prop_assert!(keyring.open_session(&text, KEY_ID).is_err());
        prop_assert!(keyring.open_marker("list", &text).is_err());
        prop_assert!(bartizan_vault::StoredPassword::try_from(text.clone()).is_err());
        prop_assert!(bartizan_vault::Sealed::try_from(text).is_err());
    }
}
