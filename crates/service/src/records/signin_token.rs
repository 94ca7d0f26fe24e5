//! The document of a sign-in token: temporary credentials that may open one session of the console, once.

use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Document, FederatedCredentials};

/// A sign-in token. Whoever has it holds a secret of which the key of this document is the hash (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SigninToken {
    /// The version of this document's form.
    pub schema: u32,
    /// The temporary credentials that the session will stand for.
    pub credentials: FederatedCredentials,
    /// How long the session shall last, in seconds; as long as the credentials, if nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session_seconds: Option<u32>,
    /// From this moment on it opens nothing.
    pub expires: Timestamp,
}

impl SigninToken {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for SigninToken {}
