//! Layers of policies that allow, deny or say nothing, and short names for what is decided.

use bartizan_policy::{
    Applied, Decision, Kind, Layer, Origin, Policies, Policy, Principal, Reason, Source, decide,
};

use crate::cases::{Known, document, policy};

pub(crate) const ACTION: &str = "sts:AssumeRole";
pub(crate) const TARGET: &str = "arn:aws:iam::123456789012:role/Target";
pub(crate) const CUSTOM: Source<'static> = Source::Custom { name: "PolicyInputList.1" };
pub(crate) const TRUST: Source<'static> = Source::Trust { role: TARGET };

/// What a layer says of the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Says {
    Allow,
    Deny,
    Nothing,
}
pub(crate) use Says::{Allow, Deny, Nothing};

pub(crate) fn saying(says: Says) -> Policy {
    let (effect, action) = match says {
        Allow => ("Allow", "*"),
        Deny => ("Deny", "*"),
        Nothing => ("Allow", "other:Action"),
    };
    policy(
        &document(&format!(
            r#"{{"Sid": "It", "Effect": "{effect}", "Action": "{action}", "Resource": "*"}}"#
        )),
        Kind::Identity,
    )
}

pub(crate) fn trusting(effect: &str, principal: &str) -> Policy {
    let text = format!(r#"{{"Effect": "{effect}", "Principal": {principal}, "Action": "sts:AssumeRole"}}"#);
    policy(&document(&text), Kind::Trust)
}

/// Everything but the resource's policy.
pub(crate) struct Layers {
    identity: Policy,
    boundary: Option<Policy>,
    session: Option<Policy>,
    organization: Option<Policy>,
}

impl Layers {
    pub(crate) fn new(
        identity: Says,
        boundary: Option<Says>,
        session: Option<Says>,
        organization: Option<Says>,
    ) -> Self {
        Self {
            identity: saying(identity),
            boundary: boundary.map(saying),
            session: session.map(saying),
            organization: organization.map(saying),
        }
    }

    pub(crate) fn decide(
        &self,
        principal: &Principal<'_>,
        resource: Option<Applied<'_>>,
        account: &str,
    ) -> Decision {
        let applied = |policy| [Applied { policy, source: CUSTOM }];
        let [boundary, session, organization] =
            [&self.boundary, &self.session, &self.organization].map(|policy| policy.as_ref().map(applied));
        let policies = Policies {
            identity: &applied(&self.identity),
            boundary: boundary.as_ref().map(<[_; 1]>::as_slice),
            session: session.as_ref().map(<[_; 1]>::as_slice),
            service_control: organization.as_ref().map(<[_; 1]>::as_slice),
            resource,
        };
        let known = Known::nothing();
        let decision = decide(principal, account, &known.request(ACTION, TARGET), &policies);
        assert_names_its_statement(&decision, &policies);
        decision
    }
}

pub(crate) fn assert_names_its_statement(decision: &Decision, policies: &Policies<'_>) {
    match decision.reason() {
        Reason::Allowed(decider) => {
            let (_, statement) =
                policies.decider(decider).expect("a decider is in the policies that decided");
            assert_eq!(statement.effect(), bartizan_policy::Effect::Allow);
        }
        Reason::ExplicitDeny(layer, decider) => {
            let (applied, statement) =
                policies.decider(decider).expect("a decider is in the policies that decided");
            assert_eq!((decider.layer(), decider.sid()), (*layer, statement.sid()));
            assert_eq!(decider.origin(), Some(&Origin::from(applied.source)));
            assert_eq!(statement.effect(), bartizan_policy::Effect::Deny);
        }
        Reason::RootUser | Reason::NoPolicyAllows(_) | Reason::Unjudged => {}
    }
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Allowed,
    Root,
    Denied(Layer),
    Missing(Layer),
}
pub(crate) use Answer::{Allowed, Denied, Missing};

impl From<Decision> for Answer {
    fn from(decision: Decision) -> Self {
        match decision.into_reason() {
            Reason::RootUser => Self::Root,
            Reason::Allowed(_) => Allowed,
            Reason::ExplicitDeny(layer, _) => Denied(layer),
            Reason::NoPolicyAllows(layer) => Missing(layer),
            Reason::Unjudged => unreachable!("nothing bounds these"),
        }
    }
}
