//! What whoever explains a decision can learn.

use bartizan_policy::{Kind, matching, missing_keys};

use crate::cases::{ADMIN, ALICE, Known, document, policy};

#[test]
fn every_statement_about_a_request_is_found() {
    let policy = policy(
        &document(
            r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "*"},
               {"Effect": "Allow", "Action": "sts:*", "Resource": "*"},
               {"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*"},
               {"Effect": "Deny", "Action": "iam:GetUser", "Resource": "*", "Condition": {"Bool": {"a:b": "true"}}}"#,
        ),
        Kind::Identity,
    );
    let known = Known::nothing();
    let request = known.request("iam:GetUser", ALICE.arn);
    let found: Vec<_> = matching(&policy, Some(&ALICE), &request).map(|(number, _)| number).collect();
    assert_eq!(found, [0, 2]);
}

#[test]
fn without_a_principal_only_everyone_is_named() {
    let known = Known::nothing();
    let request = known.request("s3:GetObject", "arn:aws:s3:::b/o");
    for (principal, anybody, alice) in [
        (r#""Principal": "*""#, true, true),
        (r#""Principal": {"AWS": "*"}"#, true, true),
        (r#""Principal": {"AWS": "123456789012"}"#, false, true),
        (r#""Principal": {"Service": "ec2.amazonaws.com"}"#, false, false),
    ] {
        let text = format!(r#"{{"Effect": "Allow", {principal}, "Action": "s3:*", "Resource": "*"}}"#);
        let policy = policy(&document(&text), Kind::Resource);
        assert_eq!(matching(&policy, None, &request).count() == 1, anybody, "{principal} for anybody");
        assert_eq!(matching(&policy, Some(&ALICE), &request).count() == 1, alice, "{principal} for alice");
    }
}

#[test]
fn missing_keys_are_those_of_statements_about_the_action_and_the_resource() {
    let conditions = policy(
        &document(
            r#"{"Effect": "Allow", "Action": "iam:*", "Resource": "arn:aws:iam::1:user/${aws:UserName}",
                "Condition": {"StringEquals": {"aws:RequestTag/Team": "${aws:PrincipalTag/Team}"},
                              "BoolIfExists": {"aws:SecureTransport": "true"}}},
               {"Effect": "Allow", "Action": "sts:*", "Resource": "*", "Condition": {"Null": {"not:asked": "true"}}},
               {"Effect": "Deny", "Action": "*", "Resource": "arn:aws:iam::1:role/*", "Condition": {"Null": {"not:either": "true"}}},
               {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:iam::1:role/*", "Condition": {"Null": {"but:this": "true"}}}"#,
        ),
        Kind::Identity,
    );
    let known = Known::nothing().and("aws:SecureTransport", "true");
    let missing =
        missing_keys([&conditions].into_iter(), &known.request("iam:GetUser", "arn:aws:iam::1:user/a"));
    assert_eq!(
        missing.iter().collect::<Vec<_>>(),
        ["aws:PrincipalTag/Team", "aws:RequestTag/Team", "aws:UserName", "but:this"]
    );
}

#[test]
fn principals_are_named_as_they_are_spelled() {
    let text = format!(
        r#"{{"Effect": "Allow", "Principal": {{"AWS": ["{}", "123456789012", "AIDAALICEALICEALICE22"], "Service": "ec2.amazonaws.com"}},
            "Action": "sts:AssumeRole"}},
           {{"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}}"#,
        ADMIN.arn
    );
    let policy = policy(&document(&text), Kind::Trust);
    assert_eq!(
        policy.principals().collect::<Vec<_>>(),
        [ADMIN.arn, "123456789012", "AIDAALICEALICEALICE22", "*"]
    );
}
