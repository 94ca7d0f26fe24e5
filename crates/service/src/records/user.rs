//! The document of a user: IAM's quotas bound it, so the whole identity is one document.

use model::{
    AccessKeyId, AccountId, Arn, DeviceId, Path, SerialNumber, StatusType, Tag, Timestamp, UserId, UserName,
};
use serde::{Deserialize, Serialize};
use vault::Sealed;

use super::{Document, PasswordRecord};

/// A user.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct User {
    /// The version of this document's form.
    pub schema: u32,
    /// The user's account.
    pub account: AccountId,
    /// The user's id, for ever.
    pub id: UserId,
    /// The name, as it was written first.
    pub name: UserName,
    /// Where the user stands.
    pub path: Path,
    /// Since when the user exists.
    pub created: Timestamp,
    /// What is said of the user, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// The password, if the user may sign in to the console.
    pub password: Option<PasswordRecord>,
    /// The access keys, two at most.
    #[serde(default)]
    pub access_keys: Vec<AccessKey>,
    /// The devices that are enabled, eight at most, oldest first.
    #[serde(default)]
    pub mfa_devices: Vec<EnabledDevice>,
    /// The ARNs of the managed policies that are attached.
    #[serde(default)]
    pub attached_policies: Vec<String>,
    /// Sessions issued before this are over.
    #[serde(default)]
    pub sessions_valid_after: Timestamp,
    /// Ids of sessions that were revoked one by one.
    #[serde(default)]
    pub revoked_sessions: Vec<String>,
}

/// A long-term access key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct AccessKey {
    /// Its id.
    pub id: AccessKeyId,
    /// Whether it works.
    pub status: StatusType,
    /// Since when it exists.
    pub created: Timestamp,
    /// Its secret, sealed to account, owner and key.
    pub secret: Sealed,
}

/// A device that is enabled for somebody.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EnabledDevice {
    /// What names it.
    pub serial: SerialNumber,
    /// Its id, for ever.
    pub device: DeviceId,
    /// Since when it is enabled.
    pub enabled: Timestamp,
}

impl User {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:user/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::user(self.account, &self.path, &self.name)
    }
}

impl Document for User {}
