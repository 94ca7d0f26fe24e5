//! What holds for every policy and every request.

use bartizan_policy::{
    Applied, Decision, Kind, Layer, Policies, Policy, Reason, Source, Verdict, decide, matching,
    missing_keys, rewrite_principals,
};
use proptest::prelude::*;
use proptest::sample::select;

use crate::cases::{ACCOUNT, ADMIN, ALICE, FEDERATED, Known, OTHER_ACCOUNT, ROOT, document};

const KINDS: [Kind; 6] =
    [Kind::Identity, Kind::Managed, Kind::Session, Kind::Trust, Kind::ServiceControl, Kind::Resource];

/// Pieces of policies: small, so that requests often meet them.
fn a_statement() -> impl Strategy<Value = String> {
    let effect = select(vec!["Allow", "Deny"]);
    let element = select(vec!["Action", "NotAction"]);
    let action = select(vec!["*", "iam:*", "iam:Get*", "iam:GetUser", "IAM:?etuser", "s3:*", "*:GetUser"]);
    let scope = select(vec!["Resource", "NotResource"]);
    let resource = select(vec![
        "*",
        "arn:aws:iam::123456789012:user/*",
        "arn:aws:iam::123456789012:user/${aws:username}",
        "arn:aws:iam::123456789012:user/${aws:username, '*'}",
        "arn:aws:iam::*:*",
        "arn:aws:s3:::bucket/?*",
    ]);
    let condition = select(vec![
        "",
        r#", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}"#,
        r#", "Condition": {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}"#,
        r#", "Condition": {"Null": {"aws:MultiFactorAuthPresent": "true"}}"#,
        r#", "Condition": {"StringNotLike": {"aws:username": "a*"}}"#,
        r#", "Condition": {"StringEquals": {"aws:username": "${aws:PrincipalTag/name}"}}"#,
        r#", "Condition": {"ForAnyValue:StringEquals": {"aws:TagKeys": ["team", "*"]}}"#,
        r#", "Condition": {"ForAllValues:StringLike": {"aws:TagKeys": "t*"}}"#,
        r#", "Condition": {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}"#,
    ]);
    (effect, element, action, scope, resource, condition).prop_map(
        |(effect, element, action, scope, resource, condition)| {
            format!(
                r#"{{"Effect": "{effect}", "{element}": "{action}", "{scope}": "{resource}"{condition}}}"#
            )
        },
    )
}

fn statements() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec(a_statement(), 1..6)
}

fn parse(statements: &[String]) -> Policy {
    Policy::parse(&document(&statements.join(",")), Kind::Identity).expect("the pieces are valid")
}

fn known() -> impl Strategy<Value = Known> {
    let username = select(vec![None, Some("alice"), Some("bob"), Some("*"), Some("")]);
    let mfa = select(vec![None, Some("true"), Some("false")]);
    let tags = select(vec![None, Some(&[][..]), Some(&["team"][..]), Some(&["team", "cost"][..])]);
    let address = select(vec![None, Some("203.0.113.7"), Some("2001:db8::1"), Some("nowhere")]);
    (username, mfa, tags, address).prop_map(|(username, mfa, tags, address)| {
        let ones = [
            ("aws:username", username),
            ("aws:PrincipalTag/name", username),
            ("aws:MultiFactorAuthPresent", mfa),
            ("aws:SourceIp", address),
        ];
        let known = ones.into_iter().fold(Known::nothing(), |known, (key, value)| match value {
            Some(value) => known.and(key, value),
            None => known,
        });
        match tags {
            Some(tags) => known.and_many("aws:TagKeys", tags),
            None => known,
        }
    })
}

/// An action and a resource.
fn asked() -> impl Strategy<Value = (&'static str, &'static str)> {
    let actions = select(vec!["iam:GetUser", "iam:CreateUser", "s3:GetObject", "sts:GetCallerIdentity"]);
    let resources = select(vec!["*", "arn:aws:iam::123456789012:user/alice", "arn:aws:s3:::bucket/o"]);
    (actions, resources)
}

/// Asks for a user whose identity policies these are.
fn ask(policies: &[Policy], known: &Known, (action, resource): (&str, &str)) -> Decision {
    let source = Source::Custom { name: "x" };
    let applied: Vec<_> = policies.iter().map(|policy| Applied { policy, source }).collect();
    let policies = Policies { identity: &applied, ..Policies::default() };
    decide(&ALICE, ACCOUNT, &known.request(action, resource), &policies)
}

proptest! {
    #[test]
    fn a_further_denial_never_allows_more(
        before in statements(), denial in a_statement(), at in 0_usize..6, known in known(), asked in asked(),
    ) {
        let denial = denial.replacen(r#""Effect": "Allow""#, r#""Effect": "Deny""#, 1);
        let mut after = before.clone();
        after.insert(at.min(before.len()), denial);
        let (before, after) = (ask(&[parse(&before)], &known, asked), ask(&[parse(&after)], &known, asked));
        prop_assert!(before.is_allowed() || !after.is_allowed());
    }

    #[test]
    fn nothing_is_allowed_that_no_statement_allows(text in statements(), known in known(), asked in asked()) {
        let policy = parse(&text);
        let request = known.request(asked.0, asked.1);
        let about: Vec<_> = matching(&policy, Some(&ALICE), &request).map(|(_, statement)| statement.effect()).collect();
        let expected = if about.contains(&bartizan_policy::Effect::Deny) {
            Verdict::ExplicitDeny
        } else if about.is_empty() {
            Verdict::ImplicitDeny
        } else {
            Verdict::Allowed
        };
        prop_assert_eq!(ask(&[policy], &known, asked).verdict(), expected);
    }

    #[test]
    fn the_order_of_statements_and_policies_does_not_matter(
        one in statements(), other in statements(), known in known(), asked in asked(),
    ) {
        let decision = ask(&[parse(&one), parse(&other)], &known, asked).verdict();
        let reversed = |statements: &[String]| parse(&statements.iter().rev().cloned().collect::<Vec<_>>());
        prop_assert_eq!(ask(&[parse(&other), parse(&one)], &known, asked).verdict(), decision);
        prop_assert_eq!(ask(&[reversed(&one), reversed(&other)], &known, asked).verdict(), decision);
        let joined = [one, other].concat();
        prop_assert_eq!(ask(&[parse(&joined)], &known, asked).verdict(), decision, "as one policy");
    }

    /// A boundary, a session policy or an organization's policy takes away and never gives.
    #[test]
    fn a_further_layer_never_allows_more(
        identity in statements(), further in statements(), known in known(), asked in asked(),
        who in select(vec![ALICE, ADMIN, FEDERATED, ROOT]), account in select(vec![ACCOUNT, OTHER_ACCOUNT]),
    ) {
        let source = Source::Custom { name: "x" };
        let (identity, further) = (parse(&identity), parse(&further));
        let (identity, further) = ([Applied { policy: &identity, source }], [Applied { policy: &further, source }]);
        let bare = Policies { identity: &identity, ..Policies::default() };
        let request = known.request(asked.0, asked.1);
        let before = decide(&who, account, &request, &bare);
        for (layer, narrowed) in [
            (Layer::Boundary, Policies { boundary: Some(&further), ..bare }),
            (Layer::Session, Policies { session: Some(&further), ..bare }),
            (Layer::ServiceControl, Policies { service_control: Some(&further), ..bare }),
        ] {
            let after = decide(&who, account, &request, &narrowed);
            prop_assert!(before.is_allowed() || !after.is_allowed(), "{:?}", layer);
            let further_allows = matching(further[0].policy, Some(&who), &request)
                .any(|(_, statement)| statement.effect() == bartizan_policy::Effect::Allow);
            prop_assert!(further_allows || !after.is_allowed(), "{:?} that is silent", layer);
        }
    }

    /// A missing key is one that could have changed the answer: with none missing, the context was complete.
    #[test]
    fn missing_keys_are_keys_of_the_policy_that_are_missing(text in statements(), known in known(), asked in asked()) {
        let policy = parse(&text);
        let request = known.request(asked.0, asked.1);
        for key in missing_keys([&policy].into_iter(), &request) {
            prop_assert!(policy.context_keys().contains(&key), "{}", key);
            prop_assert!(request.context.values(&key.to_lowercase()).is_none(), "{}", key);
        }
    }

    #[test]
    fn no_text_makes_the_parser_panic_and_what_it_takes_can_be_asked(
        text in r#"(\{|\}|\[|\]|:|,|"|\\u00[0-9]{2}|\\|\$\{|\*|\?|"Version"|"2012-10-17"|"Statement"|"Effect"|"Allow"|"Action"|[a-z]|"\*"| |é|𐐀){0,40}"#,
        kind in select(KINDS.to_vec()),
    ) {
        if let Ok(policy) = Policy::parse(&text, kind) {
            let known = Known::nothing();
            let _ = matching(&policy, None, &known.request("a:b", "*")).count();
        }
        let _ = rewrite_principals(&text, |name| Some(name.to_owned()));
        let _ = bartizan_policy::context_keys(&text);
    }

    #[test]
    fn damaged_policies_are_refused_or_can_be_asked(
        text in statements(), at in 0.0..1.0_f64, with in r#"[\{\}\[\]:,"\\$*? a-c]{0,3}"#, known in known(), asked in asked(),
    ) {
        let mut text = document(&text.join(","));
        let places: Vec<_> = text.char_indices().map(|(at, _)| at).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in the text")]
        let place = places[(at * places.len() as f64) as usize];
        text.replace_range(place..=place, &with);
        if let Ok(policy) = Policy::parse(&text, Kind::Session) {
            let decision = ask(&[policy], &known, asked);
            prop_assert!(!matches!(decision.reason(), Reason::RootUser));
        }
    }

    /// Holds the matcher against the definition, which is slow and plain.
    #[test]
    fn wildcards_match_as_they_are_defined(pattern in "[ab*?𐐀]{0,8}", text in "[ab𐐀]{0,8}") {
        let policy = parse(&[format!(r#"{{"Effect": "Allow", "Action": "*", "Resource": "arn:aws:x:::{pattern}"}}"#)]);
        let known = Known::nothing();
        let resource = format!("arn:aws:x:::{text}");
        let units = |text: &str| text.encode_utf16().collect::<Vec<_>>();
        prop_assert_eq!(
            matching(&policy, None, &known.request("a:b", &resource)).count() == 1,
            defined(&units(&pattern), &units(&text)),
        );
    }
}

/// What wildcards mean, in UTF-16 units.
fn defined(pattern: &[u16], text: &[u16]) -> bool {
    const STAR: u16 = b'*' as u16;
    const QUESTION: u16 = b'?' as u16;
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some((&STAR, rest)), None) => defined(rest, text),
        (Some((&STAR, rest)), Some((_, after))) => defined(rest, text) || defined(pattern, after),
        (Some(_), None) => false,
        (Some((unit, rest)), Some((other, after))) => {
            (*unit == QUESTION || unit == other) && defined(rest, after)
        }
    }
}
