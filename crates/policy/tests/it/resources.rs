//! Which resources a statement is about: wildcards and variables.

use bartizan_policy::{Effect, Kind};

use crate::cases::{Known, applies, policy, statement};

const ARN: &str = "arn:aws:iam::123456789012:user/team/alice";

#[test]
fn wildcards_take_any_characters_and_question_marks_one() {
    for (resource, of, about) in [
        ("*", ARN, true),
        ("*", "*", true),
        (ARN, ARN, true),
        (ARN, "arn:aws:iam::123456789012:user/team/Alice", false),
        ("arn:aws:iam::123456789012:user/*", ARN, true),
        ("arn:aws:iam::123456789012:user/*", "*", false),
        ("arn:aws:iam::123456789012:user/*/alice", ARN, true),
        ("arn:aws:iam::123456789012:user/*/bob", ARN, false),
        ("arn:aws:iam::*:user/team/alice", ARN, true),
        ("arn:aws:iam::1?????????12:user/team/al?ce", ARN, true),
        ("arn:aws:iam::123456789012:user/team/alice?", ARN, false),
        ("arn:aws:iam::123456789012:user/team/alice*", ARN, true),
        ("arn:aws:iam::123456789012:user/***?**e", ARN, true),
        // A wildcard at the end of a part reaches beyond its colon.
        ("arn:aws:logs:*", "arn:aws:logs:eu-west-1:1:log-group:x", true),
        ("arn:aws:logs:*:x", "arn:aws:logs:eu-west-1:1:log-group:x", true),
        // IAM counts UTF-16 units: 𐐀 is two.
        ("arn:aws:s3:::b/?", "arn:aws:s3:::b/é", true),
        ("arn:aws:s3:::b/?", "arn:aws:s3:::b/𐐀", false),
        ("arn:aws:s3:::b/??", "arn:aws:s3:::b/𐐀", true),
        ("arn:aws:s3:::b/?*", "arn:aws:s3:::b/𐐀", true),
        ("arn:aws:s3:::b/*??", "arn:aws:s3:::b/a𐐀", true),
        ("arn:aws:s3:::b/𐐀", "arn:aws:s3:::b/𐐀", true),
        ("arn:aws:s3:::b/[a]", "arn:aws:s3:::b/a", false),
        ("arn:aws:s3:::b/*c", "arn:aws:s3:::b/a\nb/c", true),
    ] {
        let named = statement(&format!(r#""Effect": "Allow", "Action": "*", "Resource": "{resource}""#));
        let all_but =
            statement(&format!(r#""Effect": "Allow", "Action": "*", "NotResource": ["{resource}"]"#));
        let known = Known::nothing();
        assert_eq!(applies(&named, &known.request("a:b", of)), about, "{of} of {resource}");
        assert_eq!(applies(&all_but, &known.request("a:b", of)), !about, "{of} of all but {resource}");
    }
}

#[test]
fn a_row_of_wildcards_costs_no_more_than_length_times_length() {
    // A matcher that backtracks into every star would not return from this.
    let policy = statement(&format!(
        r#""Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::{}b""#,
        "*a".repeat(2000)
    ));
    let resource = format!("arn:aws:s3:::{}", "a".repeat(4000));
    assert!(!applies(&policy, &Known::nothing().request("a:b", &resource)));
}

#[test]
fn variables_stand_for_their_value_and_nothing_more() {
    let known = Known::nothing()
        .and("aws:username", "alice")
        .and("aws:PrincipalTag/star", "*")
        .and("aws:PrincipalTag/empty", "")
        .and("aws:PrincipalTag/dollar", "${aws:username}")
        .and_many("aws:TagKeys", &["team"]);
    for (resource, of, about) in [
        ("user/${aws:username}", "user/alice", true),
        ("user/${AWS:UserName}", "user/alice", true),
        ("user/${ aws:username }", "user/alice", true),
        ("user/${aws:username}", "user/bob", false),
        ("user/${aws:username}", "user/${aws:username}", false),
        ("user/*/${aws:username}/*", "user/x/alice/y", true),
        ("user/${aws:username}${aws:username}", "user/alicealice", true),
        // A user may be called `*`.
        ("user/${aws:PrincipalTag/star}", "user/*", true),
        ("user/${aws:PrincipalTag/star}", "user/alice", false),
        ("user/${aws:PrincipalTag/empty}", "user/", true),
        ("user/${aws:PrincipalTag/dollar}", "user/alice", false),
        ("user/${aws:PrincipalTag/team}", "user/", false),
        ("user/${aws:PrincipalTag/team, 'ops'}", "user/ops", true),
        ("user/${aws:PrincipalTag/team,'ops'}", "user/ops", true),
        ("user/${aws:PrincipalTag/team, '*'}", "user/ops", false),
        ("user/${aws:PrincipalTag/team, ops}", "user/ops", false),
        ("user/${aws:username, 'ops'}", "user/alice", true),
        ("user/${aws:username, 'ops'}", "user/ops", false),
        // There is no saying which of several values is meant.
        ("user/${aws:TagKeys}", "user/team", false),
        ("user/${aws:TagKeys, 'team'}", "user/team", false),
        ("user/${*}${?}${$}{x}", "user/*?${x}", true),
        ("user/${*}", "user/alice", false),
        ("user/${", "user/${", true),
        ("user/${aws:username", "user/${aws:username", true),
        ("user/${aws:username}/${aws:username/*", "user/alice/${aws:username/x", true),
        ("user/$${aws:username}", "user/$alice", true),
        ("user/${}", "user/", false),
    ] {
        let arn = format!("arn:aws:iam::1:{of}");
        let policy = statement(&format!(
            r#""Effect": "Allow", "Action": "*", "Resource": "arn:aws:iam::1:{resource}""#
        ));
        assert_eq!(applies(&policy, &known.request("a:b", &arn)), about, "{of} of {resource}");
    }
}

#[test]
fn variables_live_behind_the_fifth_colon_of_the_newer_version() {
    let known = Known::nothing().and("a", "1");
    for (version, resource, of, about) in [
        ("2012-10-17", "arn:aws:iam::1:user/${a}", "arn:aws:iam::1:user/1", true),
        ("2012-10-17", "arn:aws:iam::${a}:user/1", "arn:aws:iam::1:user/1", false),
        ("2012-10-17", "arn:aws:iam::${a}:user/1", "arn:aws:iam::${a}:user/1", true),
        ("2008-10-17", "arn:aws:iam::1:user/${a}", "arn:aws:iam::1:user/1", false),
        ("2008-10-17", "arn:aws:iam::1:user/${a}", "arn:aws:iam::1:user/${a}", true),
        ("2008-10-17", "arn:aws:iam::1:user/${*}", "arn:aws:iam::1:user/${x}", true),
    ] {
        let statement = format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "{resource}"}}"#);
        let policy =
            policy(&format!(r#"{{"Version": "{version}", "Statement": {statement}}}"#), Kind::Identity);
        assert_eq!(applies(&policy, &known.request("a:b", of)), about, "{of} of {resource} in {version}");
    }
}

#[test]
fn a_variable_without_value_never_makes_not_resource_allow() {
    let known = Known::nothing();
    for (effect, about) in [(Effect::Allow, false), (Effect::Deny, true)] {
        let policy = statement(&format!(
            r#""Effect": "{effect:?}", "Action": "*", "NotResource": "arn:aws:iam::1:user/${{aws:username}}""#
        ));
        let request = known.request("a:b", "arn:aws:iam::1:user/bob");
        assert_eq!(applies(&policy, &request), about, "{effect:?}");
    }
}
