//! What users and root users alike prove an identity with.

use model::{AccessKeyId, DeviceId, SerialNumber, StatusType, Timestamp};
use serde::{Deserialize, Serialize};
use vault::{Sealed, StoredPassword};

/// Password, keys, devices, and which sessions still hold. Part of the document of its owner: IAM's quotas bound it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Credentials {
    /// The password, if its owner may sign in to the console.
    pub password: Option<PasswordRecord>,
    /// The access keys, two at most.
    #[serde(default)]
    pub access_keys: Vec<AccessKey>,
    /// The devices that are enabled, eight at most, oldest first.
    #[serde(default)]
    pub mfa_devices: Vec<EnabledDevice>,
    /// Sessions issued before this are over.
    #[serde(default)]
    pub sessions_valid_after: Timestamp,
    /// Ids of sessions that were revoked one by one.
    #[serde(default)]
    pub revoked_sessions: Vec<String>,
}

/// A password, as nobody can read it back (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PasswordRecord {
    /// What `vault` made of it.
    pub hash: StoredPassword,
    /// Since when it holds.
    pub set: Timestamp,
    /// Whether it must be changed at the next sign-in.
    pub must_change: bool,
}

impl PasswordRecord {
    /// Since when it holds.
    pub const fn set(&self) -> Timestamp {
        self.set
    }
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
