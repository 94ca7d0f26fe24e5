//! A question: who asks for what, and every policy that bears on it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use bartizan_policy::{
    Applied, Context, Kind, Policies, Policy, Principal, PrincipalKind, Request, SessionPrincipal, Source,
    Values, Verdict, decide,
};
use serde_json::{Value, json};

use super::dice::Dice;
use super::grammar;

/// A question, as JSON for the other evaluator, and what is special about it.
pub struct Question {
    asker: &'static Asker,
    json: Value,
    pub features: BTreeSet<String>,
}

struct Asker {
    name: &'static str,
    kind: PrincipalKind,
    account: &'static str,
    /// As requests name it: the session, if it is one.
    arn: &'static str,
    /// The user or role behind it.
    identity: &'static str,
    user: Option<&'static str>,
}

const OURS: &str = "123456789012";
const ASKERS: &[Asker] = &[
    Asker {
        name: "a user",
        kind: PrincipalKind::User,
        account: OURS,
        arn: "arn:aws:iam::123456789012:user/alice",
        identity: "arn:aws:iam::123456789012:user/alice",
        user: Some("alice"),
    },
    Asker {
        name: "a role's session",
        kind: PrincipalKind::Role,
        account: OURS,
        arn: "arn:aws:sts::123456789012:assumed-role/reader/work",
        identity: "arn:aws:iam::123456789012:role/reader",
        user: None,
    },
    Asker {
        name: "a user from elsewhere",
        kind: PrincipalKind::User,
        account: "210987654321",
        arn: "arn:aws:iam::210987654321:user/carol",
        identity: "arn:aws:iam::210987654321:user/carol",
        user: Some("carol"),
    },
];

const QUEUE: &str = "arn:aws:sqs:eu-west-1:123456789012:queue";
const ROLE: &str = "arn:aws:iam::123456789012:role/reader";

impl Question {
    /// Any question whose policies are policies here.
    pub fn any(dice: &mut Dice) -> Self {
        loop {
            let question = Self::drawn(dice);
            if question.parsed().is_some() {
                return question;
            }
        }
    }

    fn drawn(dice: &mut Dice) -> Self {
        let mut features = BTreeSet::new();
        let asker = if dice.percent(70) { &ASKERS[0] } else { dice.one(ASKERS) };
        features.insert(asker.name.to_owned());
        let (action, resource, resource_policy) = match dice.below(10) {
            0 | 1 => ("sqs:SendMessage", QUEUE, Some(grammar::of_queue(dice, QUEUE, &mut features))),
            2 => ("sts:AssumeRole", ROLE, Some(grammar::of_role(dice, &mut features))),
            _ => {
                let (action, resource) = *dice.one(grammar::REQUESTS);
                (action, resource, None)
            }
        };
        features.insert(action.to_owned());
        features.extend(resource_policy.is_some().then(|| "resource policy".to_owned()));
        let mut layer = |name: &str, percent: usize, allows: usize, dice: &mut Dice| {
            dice.percent(percent).then(|| {
                features.insert(name.to_owned());
                grammar::policy(dice, allows, &mut features)
            })
        };
        let boundary = layer("boundary", 15, 90, dice);
        let session = match asker.kind {
            PrincipalKind::Role => layer("session policy", 40, 90, dice),
            _ => None,
        };
        let service_control = layer("service control", 15, 90, dice);
        let identity: Vec<_> = (0..dice.below(5)).map(|_| grammar::policy(dice, 66, &mut features)).collect();
        let context = grammar::context(dice, asker.user, asker.identity);
        features.extend(missing(&context));
        let json = json!({
            "principal": asker.arn,
            "action": action,
            "resource": resource,
            "resourceAccount": OURS,
            "context": context,
            "identity": identity,
            "boundary": boundary.map(|policy| [policy]),
            "session": session.map(|policy| [policy]),
            "serviceControl": service_control.map(|policy| [policy]),
            "resourcePolicy": resource_policy,
        });
        Self { asker, json, features }
    }

    /// As the other evaluator reads it.
    pub fn text(&self) -> String {
        self.json.to_string()
    }

    fn parsed(&self) -> Option<Parsed> {
        let several = |name: &str, kind| -> Option<Option<Vec<Policy>>> {
            let Some(policies) = self.json[name].as_array() else { return Some(None) };
            policies
                .iter()
                .map(|policy| Policy::parse(&policy.to_string(), kind).ok())
                .collect::<Option<_>>()
                .map(Some)
        };
        let is_trust = self.json["action"] == "sts:AssumeRole";
        let of_resource = if is_trust { Kind::Trust } else { Kind::Resource };
        let resource = match &self.json["resourcePolicy"] {
            Value::Null => None,
            policy => Some(Policy::parse(&policy.to_string(), of_resource).ok()?),
        };
        Some(Parsed {
            identity: several("identity", Kind::Identity)?.unwrap_or_default(),
            boundary: several("boundary", Kind::Identity)?,
            session: several("session", Kind::Session)?,
            service_control: several("serviceControl", Kind::ServiceControl)?,
            resource,
            is_trust,
        })
    }

    /// What this crate decides, in the words of the other evaluator.
    pub fn verdict(&self) -> &'static str {
        let parsed = self.parsed().unwrap();
        let applied = |policies: &'_ Vec<Policy>| -> Vec<Applied<'static>> {
            // Leaked for the time of a test: the questions are few.
            let policies: &'static [Policy] = Box::leak(policies.clone().into_boxed_slice());
            policies
                .iter()
                .map(|policy| Applied { policy, source: Source::Custom { name: "given" } })
                .collect()
        };
        let identity = applied(&parsed.identity);
        let boundary = parsed.boundary.as_ref().map(applied);
        let session = parsed.session.as_ref().map(applied);
        let service_control = parsed.service_control.as_ref().map(applied);
        let source =
            if parsed.is_trust { Source::Trust { role: ROLE } } else { Source::Custom { name: "queue" } };
        let policies = Policies {
            identity: &identity,
            boundary: boundary.as_deref(),
            session: session.as_deref(),
            service_control: service_control.as_deref(),
            resource: parsed.resource.as_ref().map(|policy| Applied { policy, source }),
        };
        let is_session = self.asker.arn != self.asker.identity;
        let principal = Principal {
            account: self.asker.account,
            arn: self.asker.identity,
            id: "AIDACKCEVSQ6C2EXAMPLE",
            session: is_session
                .then_some(SessionPrincipal { arn: self.asker.arn, id: "AROACKCEVSQ6C2EXAMPLE:work" }),
            kind: self.asker.kind,
        };
        let known = Known(&self.json["context"]);
        let (action, resource) =
            (self.json["action"].as_str().unwrap(), self.json["resource"].as_str().unwrap());
        let request = Request { action, resource, context: &known };
        match decide(&principal, OURS, &request, &policies).verdict() {
            Verdict::Allowed => "Allowed",
            Verdict::ExplicitDeny => "ExplicitlyDenied",
            Verdict::ImplicitDeny => "ImplicitlyDenied",
        }
    }
}

struct Parsed {
    identity: Vec<Policy>,
    boundary: Option<Vec<Policy>>,
    session: Option<Vec<Policy>>,
    service_control: Option<Vec<Policy>>,
    resource: Option<Policy>,
    is_trust: bool,
}

/// Keys that the request does not have.
fn missing(context: &Value) -> Vec<String> {
    let keys =
        ["aws:username", "aws:PrincipalTag/team", "aws:TagKeys", "aws:MultiFactorAuthAge", "aws:SourceIp"];
    keys.into_iter().filter(|key| context[*key].is_null()).map(|key| format!("no {key}")).collect()
}

struct Known<'a>(&'a Value);

impl Context for Known<'_> {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        let (_, value) = self.0.as_object()?.iter().find(|(name, _)| name.to_lowercase() == key)?;
        Some(match value {
            Value::Array(values) => {
                Values::Many(values.iter().map(|value| Cow::Borrowed(value.as_str().unwrap())).collect())
            }
            value => Values::One(Cow::Borrowed(value.as_str()?)),
        })
    }
}
