//! Whatever policies say, a decision is made, in time, and rules hold: no policy allows nothing, one more deny never allows
//! more, and an explicit deny is final.
//!
//! The input is texts separated by a form feed: action, resource, user name, the value of every condition key, and policies.

use std::borrow::Cow;

use policy::{
    Applied, Context, Kind, Policies, Policy, Principal, PrincipalKind, Request, Source, Values, decide,
};

const DENY: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"iam:*","Resource":"*"}]}"#;

struct Known<'a> {
    user: &'a str,
    value: &'a str,
}

impl Context for Known<'_> {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        match key.len() % 4 {
            _ if key == "aws:username" => Some(Values::One(Cow::Borrowed(self.user))),
            0 => None,
            1 => Some(Values::Many(self.value.split(',').map(Cow::Borrowed).collect())),
            _ => Some(Values::One(Cow::Borrowed(self.value))),
        }
    }
}

pub fn run(data: &str) {
    let mut texts = data.split('\u{c}');
    let mut next = || texts.next().unwrap_or_default();
    let (action, resource, user, value) = (next(), next(), next(), next());
    let policies: Vec<_> =
        texts.take(8).filter_map(|text| Policy::parse(text, Kind::Identity).ok()).collect();
    let context = Known { user, value };
    let request = Request { action, resource, context: &context };
    let allows = |policies: &[&Policy]| {
        let source = Source::Custom { name: "fuzz" };
        let identity: Vec<_> = policies.iter().map(|policy| Applied { policy, source }).collect();
        let principal = Principal {
            account: "123456789012",
            arn: "arn:aws:iam::123456789012:user/alice",
            id: "AIDACKCEVSQ6C2EXAMPLE",
            session: None,
            kind: PrincipalKind::User,
        };
        let policies = Policies { identity: &identity, ..Policies::default() };
        let decision = decide(&principal, principal.account, &request, &policies);
        assert!(decision.is_allowed() || !decision.reason().suffix(action).is_empty());
        decision.is_allowed()
    };

    assert!(!allows(&[]));
    let all: Vec<_> = policies.iter().collect();
    let allowed = allows(&all);
    let backwards: Vec<_> = policies.iter().rev().collect();
    assert_eq!(allowed, allows(&backwards));
    if let Ok(deny) = Policy::parse(DENY, Kind::Identity) {
        let denied: Vec<_> = policies.iter().chain([&deny]).collect();
        assert!(allowed || !allows(&denied));
        assert!(!action.starts_with("iam:") || !allows(&denied));
    }
}
