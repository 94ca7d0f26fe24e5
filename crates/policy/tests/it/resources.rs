//! Which resources a statement is about: wildcards and variables.

use bartizan_policy::{Applied, Effect, Kind, Policies, Reason, Source, Verdict, decide};

use crate::cases::{ACCOUNT, ALICE, Known, ROOT, applies, policy, statement};

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
fn parts_between_stars_are_found_wherever_they_stand() {
    let long = "x".repeat(70);
    for (pattern, text, fits) in [
        ("*a?c*", "zzabac", false),
        ("*a?c*", "zzaabc", true),
        ("*a?a?b*", "aaaaab", true),
        ("*a??b*c", "a𐐀bc", true),
        ("*a?b*c", "a𐐀bc", false),
        ("*a?𐐀b*", "xaé𐐀bx", true),
        ("a*a", "a", false),
        ("a*b*b", "ab", false),
        ("*ab*ab*", "abab", true),
        ("*ab*ab*", "aab", false),
        ("?*?", "𐐀", true),
        ("*a?", "aa𐐀", false),
        ("*a??", "aa𐐀", true),
        (&format!("*{long}?y*"), &format!("{long}{long}y"), true),
        (&format!("*{long}?z*"), &format!("{long}{long}y"), false),
        (&format!("*y?{long}?y*{long}"), &format!("yx{long}yy{long}"), true),
    ] {
        let (resource, of) = (format!("arn:aws:s3:::{pattern}"), format!("arn:aws:s3:::{text}"));
        let named = statement(&format!(r#""Effect": "Allow", "Action": "*", "Resource": "{resource}""#));
        assert_eq!(applies(&named, &Known::nothing().request("a:b", &of)), fits, "{of} of {resource}");
    }
    // In actions, letters of either case are the same.
    for (pattern, name, fits) in [
        ("*VIRTUAL*d?v*", "CreateVirtualMFADevice", true),
        ("*virtual*d??v*", "CreateVirtualMFADevice", false),
    ] {
        let named = statement(&format!(r#""Effect": "Allow", "Action": "iam:{pattern}", "Resource": "*""#));
        let action = format!("iam:{name}");
        assert_eq!(applies(&named, &Known::nothing().request(&action, "*")), fits, "{pattern}");
    }
}

#[test]
fn r16_no_row_of_wildcards_costs_more_than_its_share() {
    // A matcher that backtracks into every star would not return from the first, and one that tries every place not from the rest.
    for pattern in
        ["*a".repeat(2000), format!("*{}b*c", "?a".repeat(1000)), format!("*{}", "*aaaaaaab".repeat(500))]
    {
        let policy = statement(&format!(
            r#""Effect": "Allow", "Action": "*", "Resource": "arn:aws:s3:::{pattern}b""#,
        ));
        let resource = format!("arn:aws:s3:::{}", "a".repeat(4000));
        let known = Known::nothing().bounded(400_000);
        assert!(!applies(&policy, &known.request("a:b", &resource)));
        assert!(known.has_steps_left(), "{pattern:.10}");
    }
}

#[test]
fn r16_what_takes_too_long_to_judge_is_refused() {
    // One allows, one denies, and neither is looked at to its end.
    let patterns: Vec<String> = (0..100).map(|number| format!(r#""*a?a?{number}b*""#)).collect();
    let condition = format!(
        r#""Action": "*", "Resource": "*", "Condition": {{"StringNotLike": {{"aws:username": [{}]}}}}"#,
        patterns.join(",")
    );
    let allow = statement(&format!(r#""Effect": "Allow", {condition}"#));
    let known = |steps| Known::nothing().and("aws:username", &"a".repeat(2000)).bounded(steps);
    let decided = |known: &Known| {
        let applied = [Applied { policy: &allow, source: Source::Session }];
        let policies = Policies { identity: &applied, ..Policies::default() };
        decide(&ALICE, ACCOUNT, &known.request("a:b", "*"), &policies)
    };
    assert!(decided(&known(1_000_000)).is_allowed());
    let refused = decided(&known(100_000));
    assert_eq!((refused.verdict(), refused.reason()), (Verdict::ImplicitDeny, &Reason::Unjudged));
    let root = decide(&ROOT, ACCOUNT, &known(0).request("a:b", "*"), &Policies::default());
    assert_eq!(root.reason(), &Reason::Unjudged, "nobody is excepted");
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
