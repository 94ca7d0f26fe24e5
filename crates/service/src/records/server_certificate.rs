//! The document of a server certificate.

use model::{AccountId, Arn, Path, ServerCertificateId, ServerCertificateName, Tag, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// A certificate that servers show elsewhere. Its private key was seen when it came, and is not kept: no operation answers with it, and
/// what is not there cannot be stolen.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ServerCertificate {
    /// The version of this document's form.
    pub schema: u32,
    /// The certificate's account.
    pub account: AccountId,
    /// Its id, for ever.
    pub id: ServerCertificateId,
    /// The name, as it was written last.
    pub name: ServerCertificateName,
    /// Where it stands.
    pub path: Path,
    /// Since when it is here.
    pub uploaded: Timestamp,
    /// Until when it holds.
    pub expires: Timestamp,
    /// The certificate in PEM.
    pub body: String,
    /// The certificates between it and its root, in PEM.
    #[serde(default)]
    pub chain: Option<String>,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
}

impl ServerCertificate {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:server-certificate/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::server_certificate(self.account, &self.path, &self.name)
    }
}

impl Document for ServerCertificate {}
