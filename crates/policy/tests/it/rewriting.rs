//! Other names for principals.

use bartizan_policy::{Malformed, rewrite_principals};

#[test]
fn principals_get_other_names_and_nothing_else_changes() {
    let rename = |name: &str| match name {
        "arn:aws:iam::1:user/a" => Some("AIDA1".to_owned()),
        "say \"a\"" => Some("b\\\"é".to_owned()),
        _ => None,
    };
    for (case, text, rewritten) in [
        (
            "a string",
            r#"{"Statement": {"Principal": {"AWS": "arn:aws:iam::1:user/a"}}}"#,
            r#"{"Statement": {"Principal": {"AWS": "AIDA1"}}}"#,
        ),
        (
            "a list, with white space of every sort",
            "{ \"Statement\" :\t[ {\"Sid\":\"arn:aws:iam::1:user/a\" , \"Principal\" : {\"AWS\":[\"x\" ,\n\"arn:aws:iam::1:user/a\",\"*\"] } } ] }\r\n",
            "{ \"Statement\" :\t[ {\"Sid\":\"arn:aws:iam::1:user/a\" , \"Principal\" : {\"AWS\":[\"x\" ,\n\"AIDA1\",\"*\"] } } ] }\r\n",
        ),
        (
            "whoever is not meant",
            r#"{"Statement": [{"NotPrincipal": {"AWS": ["arn:aws:iam::1:user/a"]}}]}"#,
            r#"{"Statement": [{"NotPrincipal": {"AWS": ["AIDA1"]}}]}"#,
        ),
        (
            "one that is spelled with escapes",
            r#"{"Statement": {"Principal": {"\u0041WS": ["arn:aws:iam::1:us\u0065r/a", "say \"a\""]}}}"#,
            r#"{"Statement": {"Principal": {"\u0041WS": ["AIDA1", "b\\\"é"]}}}"#,
        ),
        (
            "another sort of principal",
            r#"{"Statement": {"Principal": {"Service": "arn:aws:iam::1:user/a"}}}"#,
            r#"{"Statement": {"Principal": {"Service": "arn:aws:iam::1:user/a"}}}"#,
        ),
        ("everyone", r#"{"Statement": {"Principal": "*"}}"#, r#"{"Statement": {"Principal": "*"}}"#),
    ] {
        assert_eq!(rewrite_principals(text, rename).as_deref(), Ok(rewritten), "{case}");
        assert_eq!(rewrite_principals(text, |_| None).as_deref(), Ok(text), "{case}, not renamed");
    }
}

#[test]
fn what_is_no_policy_is_not_rewritten() {
    for (text, fault) in [
        ("", Malformed::InvalidJson),
        (r#"{"Statement": "#, Malformed::InvalidJson),
        ("[]", Malformed::Syntax),
        (r#"{"Statement": {"Principal": {"AWS": 5}}}"#, Malformed::Syntax),
        (r#"{"Statement": {"Principal": {"AWS": "a", "AWS": "b"}}}"#, Malformed::Syntax),
    ] {
        assert_eq!(rewrite_principals(text, |_| None), Err(fault), "{text}");
    }
}
