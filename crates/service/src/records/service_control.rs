//! The service control policies of an account: what everybody in it, its root user too, may do at most. The operator sets them.

use serde::{Deserialize, Serialize};

use super::Document;
use super::policy_document::{PolicyDocument, ServiceControl};

/// All service control policies of an account.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServiceControlPolicies {
    /// The version of this document's form.
    pub schema: u32,
    /// The policies, by name. Without any, nothing is bounded.
    pub policies: Vec<ServiceControlPolicy>,
}

/// A service control policy.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServiceControlPolicy {
    /// What the operator calls it.
    pub name: String,
    /// What it says.
    pub document: PolicyDocument<ServiceControl>,
}

impl ServiceControlPolicies {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for ServiceControlPolicies {}
