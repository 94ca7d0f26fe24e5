//! What the tables share: who asks, and what is known.

use std::collections::BTreeMap;
use std::sync::Arc;

use bartizan_policy::{
    Context, Kind, Policy, Principal, PrincipalKind, Request, SessionPrincipal, Steps, Values,
};

pub(crate) const ACCOUNT: &str = "123456789012";
pub(crate) const OTHER_ACCOUNT: &str = "210987654321";
pub(crate) const ROLE: &str = "arn:aws:iam::123456789012:role/ops/Admin";

pub(crate) const ALICE: Principal<'static> = Principal {
    account: ACCOUNT,
    arn: "arn:aws:iam::123456789012:user/team/alice",
    id: "AIDAALICEALICEALICE22",
    session: None,
    kind: PrincipalKind::User,
};
pub(crate) const ROOT: Principal<'static> = Principal {
    account: ACCOUNT,
    arn: "arn:aws:iam::123456789012:root",
    id: ACCOUNT,
    session: None,
    kind: PrincipalKind::Root,
};
pub(crate) const ADMIN: Principal<'static> = Principal {
    account: ACCOUNT,
    arn: ROLE,
    id: "AROAADMINADMINADMIN22",
    session: Some(SessionPrincipal {
        arn: "arn:aws:sts::123456789012:assumed-role/Admin/alice",
        id: "AROAADMINADMINADMIN22:alice",
    }),
    kind: PrincipalKind::Role,
};
pub(crate) const FEDERATED: Principal<'static> = Principal {
    session: Some(SessionPrincipal {
        arn: "arn:aws:sts::123456789012:federated-user/guest",
        id: "123456789012:guest",
    }),
    kind: PrincipalKind::Federated,
    ..ALICE
};

/// The condition keys of a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(BTreeMap<String, Value>, Option<Arc<Steps>>);

#[derive(Clone, Debug)]
enum Value {
    One(String),
    Many(Vec<String>),
}

impl Known {
    pub(crate) fn nothing() -> Self {
        Self::default()
    }

    pub(crate) fn and(mut self, key: &str, value: &str) -> Self {
        self.0.insert(key.to_lowercase(), Value::One(value.to_owned()));
        self
    }

    pub(crate) fn and_many(mut self, key: &str, values: &[&str]) -> Self {
        let values = values.iter().map(|value| (*value).to_owned()).collect();
        self.0.insert(key.to_lowercase(), Value::Many(values));
        self
    }

    /// With no more work for all its requests than so many steps.
    pub(crate) fn bounded(mut self, steps: usize) -> Self {
        self.1 = Some(Arc::new(Steps::new(steps)));
        self
    }

    pub(crate) fn has_steps_left(&self) -> bool {
        self.spend(0)
    }

    pub(crate) fn request<'a>(&'a self, action: &'a str, resource: &'a str) -> Request<'a> {
        Request { action, resource, context: self }
    }
}

impl Context for Known {
    fn values(&self, key: &str) -> Option<Values<'_>> {
        Some(match self.0.get(key)? {
            Value::One(value) => Values::One(value.into()),
            Value::Many(values) => Values::Many(values.iter().map(Into::into).collect()),
        })
    }

    fn spend(&self, steps: usize) -> bool {
        self.1.as_ref().is_none_or(|left| left.spend(steps))
    }
}

/// A policy that has to be valid.
pub(crate) fn policy(text: &str, kind: Kind) -> Policy {
    Policy::parse(text, kind).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

/// An inline policy of one statement, given without its braces.
pub(crate) fn statement(elements: &str) -> Policy {
    policy(&document(&format!("{{{elements}}}")), Kind::Identity)
}

/// A document with these statements.
pub(crate) fn document(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#)
}

/// Whether the first statement is about the request.
pub(crate) fn applies(policy: &Policy, request: &Request<'_>) -> bool {
    bartizan_policy::matching(policy, None, request).next().is_some()
}
