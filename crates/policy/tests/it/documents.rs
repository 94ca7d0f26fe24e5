//! What is a policy.

use bartizan_policy::{Effect, Kind, Policy, context_keys, size};

use crate::cases::policy;

#[test]
fn documents_that_iam_takes_are_taken() {
    const START: &str = r#""Effect": "Allow", "Action": "s3:ListBucket", "Resource": "#;
    for statement in [
        format!(r#"{{{START} ["arn:aws:s3:::example_bucket"]}}"#),
        format!(r#"[{{{START} ["arn:aws:s3:::example_bucket", "*"]}}]"#),
        format!(r#"{{{START} "arn:aws:iam:::user/example_bucket"}}"#),
        format!(r#"{{{START} "arn:aws:iam::123456789012:*"}}"#),
        format!(r#"{{{START} "arn:aws:iam::123456789012:root"}}"#),
        format!(r#"{{{START} "arn:aws:fdsasf"}}"#),
        format!(r#"{{{START} "arn:aws:invalid-service:us-east-1::example_bucket"}}"#),
        format!(r#"{{{START} "arn:aws:codebuild:*"}}"#),
        format!(r#"{{{START} "arn:*:iam::*:role/x"}}"#),
        format!(r#"{{{START} "arn:aws:s3:eu-west-1:123456789012:accesspoint/x"}}"#),
        format!(r#"{{{START} "*", "Condition": {{}}}}"#),
        format!(r#"{{{START} "*", "Condition": {{"DateGreaterThan": {{}}}}}}"#),
        format!(r#"{{{START} "*", "Condition": {{"DateGreaterThan": {{"a": []}}}}}}"#),
        format!(r#"{{{START} "*", "Condition": {{"DateGreaterThan": {{"a": "01T"}}}}}}"#),
        format!(r#"{{{START} "*", "Condition": {{"DateLessThan": {{"a": "-292275054"}}}}}}"#),
        format!(r#"{{{START} "*", "Condition": {{"ForAnyValue:StringEqualsIfExists": {{"a": "asf"}}}}}}"#),
        format!(
            r#"{{{START} "*", "Condition": {{"NumericLessThan": {{"a": 3600}}, "Bool": {{"b": true}}}}}}"#
        ),
        format!(r#"[{{"Sid": "", {START} "*"}}, {{"Sid": "", {START} "*"}}]"#),
        r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#.to_owned(),
        r#"{"Effect": "Allow", "Action": "iam: asdf safdsf af ", "Resource": "*"}"#.to_owned(),
        r#"{"Effect": "Allow", "Action": ["s3-s:ListBucket", "s3.s:ListBucket", "*:*"], "Resource": "*"}"#
            .to_owned(),
        r#"{"Effect": "Allow", "NotAction": "s3:ListBucket", "NotResource": "*"}"#.to_owned(),
    ] {
        let text = format!(r#"{{"Version": "2012-10-17", "Id": "anything", "Statement": {statement}}}"#);
        assert_eq!(Policy::parse(&text, Kind::Managed).err(), None, "{statement}");
    }
}

#[test]
fn statements_say_their_ids_and_effects() {
    let policy = policy(
        r#"{"Statement": [
            {"Sid": "First", "Effect": "Allow", "Action": "a:b", "Resource": "*"},
            {"Sid": "", "Effect": "Deny", "Action": "a:b", "Resource": "*"},
            {"Effect": "Deny", "Action": "a:b", "Resource": "*"}
        ]}"#,
        Kind::Identity,
    );
    let said: Vec<_> =
        policy.statements().iter().map(|statement| (statement.sid(), statement.effect())).collect();
    assert_eq!(said, [(Some("First"), Effect::Allow), (None, Effect::Deny), (None, Effect::Deny)]);
}

#[test]
fn sizes_do_not_count_white_space() {
    for (text, characters) in [("", 0), (" {\r\n\t} ", 2), ("{\"Sid\": \"é\"}", 11)] {
        assert_eq!(size(text), characters, "{text:?}");
    }
}

/// The answers of GetContextKeysForCustomPolicy, recorded.
#[test]
fn context_keys_are_reported_as_they_are_spelled() {
    const NEW: &str = r#""Version": "2012-10-17", "#;
    for (case, text, keys) in [
        (
            "variables in resources and operands",
            format!(
                r#"{{{NEW}"Statement": {{"Effect": "Allow", "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::bucket/${{aws:PrincipalTag/Team}}/${{aws:username}}",
                    "Condition": {{"StringEquals": {{"s3:ExistingObjectTag/Owner": "${{aws:PrincipalTag/Team}}"}},
                                   "Null": {{"AWS:SourceIp": "false"}}}}}}}}"#
            ),
            &["AWS:SourceIp", "aws:PrincipalTag/Team", "aws:username", "s3:ExistingObjectTag/Owner"][..],
        ),
        (
            "defaults and escapes",
            format!(
                r#"{{{NEW}"Statement": {{"Effect": "Allow", "Action": "s3:GetObject",
                    "Resource": "arn:aws:s3:::bucket/${{aws:username, 'default'}}/${{*}}/${{?}}/${{$}}"}}}}"#
            ),
            &["$", "*", "?", "aws:username"],
        ),
        (
            "a document of the older version",
            r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::bucket/${aws:username}"}}"#
                .to_owned(),
            &[],
        ),
        (
            "keys that differ in case",
            format!(
                r#"{{{NEW}"Statement": {{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::b/${{AWS:username}}",
                    "Condition": {{"StringEquals": {{"aws:username": "${{aws:username}}"}}}}}}}}"#
            ),
            &["AWS:username", "aws:username"],
        ),
        (
            "a variable as an action",
            format!(
                r#"{{{NEW}"Statement": {{"Effect": "Allow", "Action": "${{aws:username}}", "Resource": "*"}}}}"#
            ),
            &[],
        ),
        (
            "an operand that is none",
            format!(
                r#"{{{NEW}"Statement": {{"Effect": "Allow", "Condition": {{"NumericEquals": {{"a:b": "nope"}}}}}}}}"#
            ),
            &["a:b"],
        ),
        ("no statement", r#"{"Version": "2012-10-17"}"#.to_owned(), &[]),
        ("no statements", r#"{"Statement": []}"#.to_owned(), &[]),
    ] {
        let found = context_keys(&text).unwrap_or_else(|fault| panic!("{case}: {fault}"));
        assert_eq!(found.iter().collect::<Vec<_>>(), keys, "{case}");
        if let Ok(policy) = Policy::parse(&text, Kind::Identity) {
            assert_eq!(policy.context_keys(), found, "{case}");
        }
    }
    for text in [
        r#"{"Statement": {"Effect": "Allow", "Condition": {"MadeUp": {"a:b": "c"}}}}"#,
        r#"{"Statement": {"Action": "*", "Resource": "*"}}"#,
        r#"{"Foo": "x", "Statement": {"Effect": "Allow"}}"#,
    ] {
        assert!(context_keys(text).is_err(), "{text}");
    }
}
