use model::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Expected, LONGEST_TOKEN, Refusal, SKEW, Token};
use crate::testing::Issuer;
use crate::{Algorithm, KeySet};

const NOW: u64 = 1_800_000_000;
const ISSUER: &str = "https://login.example.com";

fn claims() -> Value {
    json!({ "iss": ISSUER, "sub": "repo:example", "aud": "sts.amazonaws.com", "iat": NOW - 60, "exp": NOW + 600 })
}

fn with(changes: &[(&str, Value)]) -> Value {
    let mut claims = claims();
    for (name, value) in changes {
        claims[*name] = value.clone();
    }
    claims
}

fn without(name: &str) -> Value {
    let mut claims = claims();
    claims.as_object_mut().unwrap().remove(name);
    claims
}

fn keys(issuers: &[&Issuer]) -> KeySet {
    let keys: Vec<_> = issuers.iter().map(|issuer| issuer.key()).collect();
    KeySet::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
}

/// What comes of a token with the keys of an issuer: its audience, if it proves something.
fn proven(token: &str, keys: &KeySet) -> Result<String, Refusal> {
    let expected = Expected { issuer: ISSUER, audiences: &["sts.amazonaws.com", "other"] };
    Token::parse(token)?
        .prove(&expected, keys, Timestamp::from_secs(NOW))
        .map(|proven| proven.audience().to_owned())
}

#[test]
fn the_examples_of_rfc_7515_verify() {
    const PAYLOAD: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    // Appendix A.2.
    let rsa = r#"{"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"}]}"#;
    let rsa_signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    // Appendix A.3.
    let curve = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}"#;
    let curve_signature =
        "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    for (header, keys, signature) in
        [("eyJhbGciOiJSUzI1NiJ9", rsa, rsa_signature), ("eyJhbGciOiJFUzI1NiJ9", curve, curve_signature)]
    {
        let keys = KeySet::parse(keys.as_bytes()).unwrap();
        let text = [header, ".", PAYLOAD, ".", signature].concat();
        let token = Token::parse(&text).unwrap();
        assert_eq!(token.claimed_issuer(), Some("joe"));
        assert_eq!(token.is_signed_by(&keys), Ok(()));
        // Another payload under the same signature.
        let other = text.replacen("eyJpc3MiOiJqb2Ui", "eyJpc3MiOiJqb2Vl", 1);
        assert!(Token::parse(&other).is_err_and(|why| why == Refusal::NotAToken));
        let other = [header, ".", &PAYLOAD.replace("Ijp0cnVlfQ", "IjpmYWxzZX0"), ".", signature].concat();
        assert_eq!(Token::parse(&other).unwrap().is_signed_by(&keys), Err(Refusal::Signature));
    }
}

/// Appendix A.1 there, appendix A.5 there and section 6.1 of RFC 7519: a shared secret, and nothing at all.
#[test]
fn a_shared_secret_and_no_signature_are_no_algorithms() {
    const BODY: &str =
        "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    for (header, signature) in [
        ("eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
        ("eyJhbGciOiJub25lIn0", ""),
    ] {
        let why = Token::parse(&[header, ".", BODY, ".", signature].concat()).unwrap_err();
        assert_eq!(why, Refusal::Algorithm);
    }
    let issuer = Issuer::rsa("k");
    for alg in ["none", "None", "HS256", "HS512", "PS256", "ES512", "EdDSA", "rs256", ""] {
        let token = issuer.sign(&json!({ "alg": alg, "kid": "k" }).to_string(), &claims().to_string());
        assert_eq!(proven(&token, &keys(&[&issuer])), Err(Refusal::Algorithm), "{alg}");
    }
    let token = issuer.sign(r#"{"kid":"k"}"#, &claims().to_string());
    assert_eq!(proven(&token, &keys(&[&issuer])), Err(Refusal::Algorithm));
}

#[test]
fn every_accepted_algorithm_proves_and_only_with_its_own_key() {
    let issuers = Algorithm::ALL.map(|algorithm| match algorithm {
        Algorithm::Es256 | Algorithm::Es384 => Issuer::curve(algorithm, "k"),
        _ => Issuer::rsa("k").signing_with(algorithm),
    });
    let tokens: Vec<_> = issuers.iter().map(|issuer| issuer.token(&claims())).collect();
    for (signer, token) in tokens.iter().enumerate() {
        for (of, issuer) in issuers.iter().enumerate() {
            let result = proven(token, &keys(&[issuer]));
            // A key of another algorithm is none for the token, whatever it is called.
            let expected =
                if of == signer { Ok("sts.amazonaws.com".to_owned()) } else { Err(Refusal::NoKey) };
            assert_eq!(result, expected, "{signer} {of}");
        }
    }
}

#[test]
fn a_key_is_found_by_its_name_and_nothing_else_counts() {
    let (one, two) = (Issuer::rsa("one"), Issuer::rsa("two"));
    let both = keys(&[&one, &two]);
    assert!(proven(&one.token(&claims()), &both).is_ok());
    let sign = |issuer: &Issuer, header: Value| issuer.sign(&header.to_string(), &claims().to_string());
    // Signed by one, and said to be by the other.
    let mixed = sign(&one, json!({ "alg": "RS256", "kid": "two" }));
    assert_eq!(proven(&mixed, &both), Err(Refusal::Signature));
    assert_eq!(proven(&sign(&one, json!({ "alg": "RS256", "kid": "three" })), &both), Err(Refusal::NoKey));
    // Without a name there must be no choice.
    let nameless = sign(&one, json!({ "alg": "RS256" }));
    assert_eq!(proven(&nameless, &both), Err(Refusal::NoKey));
    assert!(proven(&nameless, &keys(&[&one])).is_ok());
    // A key that the token brings along is nobody's.
    let stranger = Issuer::rsa("one");
    let brought = sign(&stranger, json!({ "alg": "RS256", "kid": "one", "jwk": stranger.key() }));
    assert_eq!(proven(&brought, &both), Err(Refusal::Signature));
    // The key is for another algorithm of its kind.
    let other = Issuer::rsa("one").signing_with(Algorithm::Rs512);
    let named = sign(&other, json!({ "alg": "RS256", "kid": "one" }));
    assert_eq!(proven(&named, &keys(&[&other])), Err(Refusal::NoKey));
}

#[test]
fn claims_are_what_they_have_to_be() {
    let issuer = Issuer::curve(Algorithm::Es256, "k");
    let set = keys(&[&issuer]);
    let fine = Ok("sts.amazonaws.com".to_owned());
    for (claims, expected) in [
        (claims(), fine.clone()),
        (with(&[("iss", json!("https://login.example.com/"))]), Err(Refusal::Issuer)),
        (with(&[("iss", json!("https://LOGIN.example.com"))]), Err(Refusal::Issuer)),
        (with(&[("iss", json!([ISSUER]))]), Err(Refusal::Issuer)),
        (without("iss"), Err(Refusal::Issuer)),
        (without("sub"), Err(Refusal::Claim("sub"))),
        (with(&[("sub", json!(""))]), Err(Refusal::Claim("sub"))),
        (with(&[("sub", json!(7))]), Err(Refusal::Claim("sub"))),
        (with(&[("sub", json!("x".repeat(256)))]), Err(Refusal::Claim("sub"))),
        (with(&[("sub", json!("a\nb"))]), Err(Refusal::Claim("sub"))),
        (without("aud"), Err(Refusal::Claim("aud"))),
        (with(&[("aud", json!([]))]), Err(Refusal::Claim("aud"))),
        (with(&[("aud", json!([1]))]), Err(Refusal::Claim("aud"))),
        (with(&[("aud", json!("somebody"))]), Err(Refusal::Audience)),
        (with(&[("aud", json!(["sts.amazonaws.com"]))]), fine.clone()),
        (with(&[("aud", json!(["sts.amazonaws.com", "somebody"]))]), Err(Refusal::Claim("azp"))),
        (
            with(&[("aud", json!(["somebody", "sts.amazonaws.com"])), ("azp", json!("other"))]),
            Ok("other".to_owned()),
        ),
        (with(&[("aud", json!("sts.amazonaws.com")), ("azp", json!("somebody"))]), Err(Refusal::Audience)),
        (with(&[("azp", json!(1))]), Err(Refusal::Claim("azp"))),
        (without("exp"), Err(Refusal::Claim("exp"))),
        (with(&[("exp", json!(NOW as f64 + 600.5))]), Err(Refusal::Claim("exp"))),
        (with(&[("exp", json!((NOW + 600).to_string()))]), Err(Refusal::Claim("exp"))),
        (with(&[("exp", json!(-1))]), Err(Refusal::Claim("exp"))),
        (with(&[("exp", json!(u64::MAX))]), fine.clone()),
        (with(&[("exp", json!(NOW - SKEW + 1))]), fine.clone()),
        (with(&[("exp", json!(NOW - SKEW))]), Err(Refusal::Expired(NOW - SKEW))),
        (without("iat"), Err(Refusal::Claim("iat"))),
        (with(&[("iat", json!(NOW + SKEW))]), fine.clone()),
        (with(&[("iat", json!(NOW + SKEW + 1))]), Err(Refusal::NotYet)),
        (with(&[("nbf", json!(NOW + SKEW))]), fine),
        (with(&[("nbf", json!(NOW + SKEW + 1))]), Err(Refusal::NotYet)),
        (with(&[("nbf", json!("soon"))]), Err(Refusal::Claim("nbf"))),
    ] {
        assert_eq!(proven(&issuer.token(&claims), &set), expected, "{claims}");
    }
}

#[test]
fn what_nobody_of_the_issuer_signed_says_nothing_of_itself() {
    let (issuer, stranger) = (Issuer::rsa("k"), Issuer::rsa("k"));
    for claims in [claims(), without("exp"), with(&[("aud", json!("somebody"))]), with(&[("exp", json!(1))])]
    {
        assert_eq!(proven(&stranger.token(&claims), &keys(&[&issuer])), Err(Refusal::Signature));
    }
}

#[test]
fn names_that_stand_twice_and_headers_that_are_not_understood_are_refused() {
    let issuer = Issuer::curve(Algorithm::Es256, "k");
    let set = keys(&[&issuer]);
    let body = claims().to_string();
    for (header, payload) in [
        (r#"{"alg":"ES256","alg":"ES256","kid":"k"}"#.to_owned(), body.clone()),
        (r#"{"alg":"ES256","kid":"k"}"#.to_owned(), body.replacen('{', r#"{"sub":"somebody else","#, 1)),
        (r#"{"alg":"ES256","kid":"k"}"#.to_owned(), body.replacen('{', r#"{"Sub":"somebody else","#, 1)),
        (r#"{"alg":"ES256","kid":"k","crit":["exp"]}"#.to_owned(), body.clone()),
        (r#"{"alg":"ES256","kid":"k","crit":[]}"#.to_owned(), body.clone()),
        (r#"{"alg":"ES256","kid":"k","b64":false}"#.to_owned(), body.clone()),
        (r#"{"alg":"ES256","kid":"k","zip":"DEF"}"#.to_owned(), body.clone()),
        (r#"{"alg":"ES256","kid":7}"#.to_owned(), body.clone()),
        (format!(r#"{{"alg":"ES256","kid":"{}"}}"#, "k".repeat(257)), body.clone()),
        (r#"["ES256"]"#.to_owned(), body.clone()),
        (r#"{"alg":"ES256","kid":"k"}"#.to_owned(), "[]".to_owned()),
        (r#"{"alg":"ES256","kid":"k"}"#.to_owned(), "\"text\"".to_owned()),
    ] {
        assert_eq!(
            proven(&issuer.sign(&header, &payload), &set),
            Err(Refusal::NotAToken),
            "{header} {payload}"
        );
    }
}

#[test]
fn what_is_no_token_is_refused() {
    let issuer = Issuer::curve(Algorithm::Es256, "k");
    let set = keys(&[&issuer]);
    let token = issuer.token(&claims());
    let parts: Vec<_> = token.split('.').collect();
    for text in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        parts[..2].join("."),
        format!("{token}."),
        format!("{token}.x"),
        format!(" {token}"),
        format!("{token}\n"),
        format!("{token}="),
        [parts[0], "", parts[2]].join("."),
        token.replace('.', ".."),
        "é".repeat(10),
        "x".repeat(LONGEST_TOKEN + 1),
    ] {
        assert_eq!(proven(&text, &set), Err(Refusal::NotAToken), "{text:.80}");
    }
    let long = issuer.token(&with(&[("pad", json!("x".repeat(LONGEST_TOKEN)))]));
    assert_eq!(proven(&long, &set), Err(Refusal::NotAToken));
    // A signature that is cut off, or none.
    for signature in ["", &parts[2][..20]] {
        assert_eq!(proven(&[parts[0], parts[1], signature].join("."), &set), Err(Refusal::Signature));
    }
}

/// Of a signature on a curve anybody makes a second one that is right too: what tells tokens apart must not rest on it.
#[test]
fn a_token_is_told_from_others_by_its_id_or_what_is_signed() {
    let issuer = Issuer::curve(Algorithm::Es256, "k");
    let set = keys(&[&issuer]);
    let id = |claims: &Value| {
        let text = issuer.token(claims);
        let expected = Expected { issuer: ISSUER, audiences: &["sts.amazonaws.com"] };
        let token = Token::parse(&text).unwrap();
        token.prove(&expected, &set, Timestamp::from_secs(NOW)).unwrap().id().to_owned()
    };
    assert_eq!(id(&claims()), id(&claims()), "two signatures of one payload");
    assert_ne!(id(&claims()), id(&with(&[("exp", json!(NOW + 601))])));
    let named = |exp: u64| with(&[("jti", json!("7")), ("exp", json!(exp))]);
    assert_eq!(id(&named(NOW + 1)), id(&named(NOW + 2)));
    assert_ne!(id(&named(NOW + 1)), id(&with(&[("jti", json!("8"))])));
}

#[test]
fn condition_keys_are_the_claims_about_somebody() {
    let issuer = Issuer::curve(Algorithm::Es256, "k");
    let claims = with(&[
        ("aud", json!(["a", "b"])),
        ("azp", json!("other")),
        ("Email", json!("a@example.com")),
        ("email_verified", json!(true)),
        ("run", json!(7)),
        ("amr", json!(["pwd", "otp", {}])),
        ("nested", json!({ "a": 1 })),
        ("OAUD", json!("forged")),
    ]);
    let expected = Expected { issuer: ISSUER, audiences: &["other"] };
    let text = issuer.token(&claims);
    let token = Token::parse(&text).unwrap();
    let proven = token.prove(&expected, &keys(&[&issuer]), Timestamp::from_secs(NOW)).unwrap();
    let mut keys: Vec<_> =
        proven.keys().into_iter().map(|(name, values)| format!("{name}={}", values.join(","))).collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "amr=pwd,otp",
            "aud=other",
            "azp=other",
            "email=a@example.com",
            "email_verified=true",
            "oaud=a,b",
            "run=7",
            "sub=repo:example"
        ]
    );
}

proptest! {
    #[test]
    fn any_text_is_taken_apart_or_refused(text in "\\PC{0,200}|[A-Za-z0-9_.-]{0,300}") {
        if let Ok(token) = Token::parse(&text) {
            prop_assert_eq!(text.matches('.').count(), 2);
            let _ = token.claimed_issuer();
        }
    }

    #[test]
    fn a_token_with_one_letter_changed_proves_nothing(at in 0_usize..400, other in "[A-Za-z0-9_.-]") {
        static ISSUED: std::sync::LazyLock<(String, KeySet)> = std::sync::LazyLock::new(|| {
            let issuer = Issuer::curve(Algorithm::Es256, "k");
            (issuer.token(&claims()), keys(&[&issuer]))
        });
        let (token, keys) = &*ISSUED;
        let at = at % token.len();
        let changed = [&token[..at], &other, &token[at + 1..]].concat();
        prop_assert_eq!(proven(&changed, keys).is_ok(), changed == *token);
    }
}
