//! The documents of digests of the audit trail (`audit/digests`): each holds a text that is signed as it stands.

use serde::{Deserialize, Serialize};

use super::Document;

/// A digest: which events an account's trail held between two moments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditDigest {
    /// The version of this document's form.
    pub schema: u32,
    /// What is signed, as JSON (`audit/digests/statement.rs`). It is kept as the text that it is, so that nobody has to agree
    /// on how to write JSON to verify it.
    pub statement: String,
    /// The signature of the statement's bytes, in base64.
    pub signature: String,
    /// Place and hash of each event, in base64; none once all of them were let go. The statement has their hash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entries: Option<String>,
}

/// That the oldest events of an account were let go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLetGo {
    /// The version of this document's form.
    pub schema: u32,
    /// What is signed, as JSON.
    pub statement: String,
    /// The signature of the statement's bytes, in base64.
    pub signature: String,
}

impl AuditDigest {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl AuditLetGo {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for AuditDigest {}
impl Document for AuditLetGo {}
