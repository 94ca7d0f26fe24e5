//! An SSH public key as answers show it.

use serde::Serialize;

use crate::records::{SshKey, User};
use crate::views::Moment;

/// A key.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct KeyView {
    user_name: String,
    #[serde(rename = "SSHPublicKeyId")]
    id: String,
    fingerprint: Option<String>,
    #[serde(rename = "SSHPublicKeyBody")]
    body: Option<String>,
    status: &'static str,
    upload_date: Moment,
}

impl KeyView {
    /// A key as lists show it: without the key itself.
    pub fn listed(user: &User, key: &SshKey) -> Self {
        Self {
            user_name: user.name.to_string(),
            id: key.id.to_string(),
            fingerprint: None,
            body: None,
            status: key.status.as_str(),
            upload_date: Moment(key.uploaded),
        }
    }

    /// A key, written in some way.
    pub fn whole(user: &User, key: &SshKey, body: String) -> Self {
        let fingerprint = Some(key.fingerprint.clone());
        Self { fingerprint, body: Some(body), ..Self::listed(user, key) }
    }
}
