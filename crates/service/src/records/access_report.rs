//! The document of a report of last access.

use std::collections::BTreeMap;

use model::{Arn, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// When somebody last called which service: as it was known when it was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessReport {
    /// The version of this document's form.
    pub schema: u32,
    /// Of what it is: the ARN of a user, a group, a role or a managed policy.
    pub of: String,
    /// When it was made.
    pub made: Timestamp,
    /// From then on nobody can read it.
    pub expires: Timestamp,
    /// The services that the policies allow something of.
    pub services: Vec<String>,
    /// Who has the policies.
    pub entities: Vec<AccessingEntity>,
}

/// A user or a role, and what it called.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessingEntity {
    /// `USER` or `ROLE`.
    pub kind: AccessingKind,
    /// Its ARN.
    pub arn: String,
    /// Its name.
    pub name: String,
    /// Its id.
    pub id: String,
    /// Where it stands.
    pub path: String,
    /// The last call of each service.
    pub calls: BTreeMap<String, LastCall>,
}

/// What can call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AccessingKind {
    /// A user.
    #[serde(rename = "USER")]
    User,
    /// A role.
    #[serde(rename = "ROLE")]
    Role,
}

/// The last call of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastCall {
    /// When.
    pub at: Timestamp,
    /// The region that was signed for.
    pub region: String,
}

impl AccessReport {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl AccessingKind {
    /// AWS's word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::User => "USER",
            Self::Role => "ROLE",
        }
    }
}

impl AccessingEntity {
    /// One that was seen calling nothing yet.
    pub fn new(kind: AccessingKind, arn: &Arn, [name, id, path]: [&str; 3]) -> Self {
        Self {
            kind,
            arn: arn.to_string(),
            name: name.to_owned(),
            id: id.to_owned(),
            path: path.to_owned(),
            calls: BTreeMap::new(),
        }
    }

    /// It called a service: the later call counts.
    pub fn called(&mut self, service: &str, call: LastCall) {
        match self.calls.get_mut(service) {
            Some(known) if known.at >= call.at => {}
            Some(known) => *known = call,
            None => drop(self.calls.insert(service.to_owned(), call)),
        }
    }
}

impl Document for AccessReport {}
