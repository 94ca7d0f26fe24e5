//! What was made, for whoever started the server.

use model::Secret;
use serde::Serialize;

use crate::admin::{NewAccessKey, NewAccount, exposed};

/// An account, with every secret of it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MadeAccount {
    /// Its root user and its administrator.
    #[serde(flatten)]
    pub account: NewAccount,
    /// The users of a seed file.
    pub users: Vec<MadeUser>,
}

/// A user.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MadeUser {
    pub user_name: String,
    pub access_keys: Vec<NewAccessKey>,
    #[serde(rename = "MFADevices")]
    pub mfa_devices: Vec<MadeDevice>,
}

/// An MFA device that is enabled.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MadeDevice {
    pub serial_number: String,
    #[serde(rename = "Base32StringSeed", with = "exposed")]
    pub seed: Secret<String>,
}
