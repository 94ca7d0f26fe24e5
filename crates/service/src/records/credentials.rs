//! What users and root users alike prove an identity with.

use model::{AccessKeyId, DeviceId, DeviceKind, SerialNumber, StatusType, Text, Timestamp};
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

impl Credentials {
    /// Whether the device that vouched at a moment is enabled still: that very one, for another can have its name by now, and a security
    /// key another name (rule R33).
    pub(crate) fn still_have(&self, serial: &str, seen: Timestamp) -> bool {
        self.mfa_devices.iter().any(|noted| noted.enabled <= seen && noted.is_called(serial))
    }
}

impl EnabledDevice {
    /// Whether a serial number is this device's, or was before it was renamed.
    pub(crate) fn is_called(&self, serial: &str) -> bool {
        let is_key = self.serial.kind() == DeviceKind::SecurityKey;
        let is_of_key = || serial.rsplit_once('-').is_some_and(|(_, id)| id == self.device.as_str());
        self.serial.as_str() == serial || (is_key && is_of_key())
    }
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
