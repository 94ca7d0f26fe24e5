//! The documents of a virtual device: what it is, and what is known of its clock.

use mfa::{Known, Parameters};
use model::{AccountId, Arn, DeviceId, Path, SerialNumber, Tag, Text, Timestamp, VirtualMfaDeviceName};
use serde::{Deserialize, Serialize};
use vault::Sealed;

use super::{Document, Owner};

/// A virtual MFA device. It keeps its seed as long as it exists, whoever it is enabled for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MfaDevice {
    /// The version of this document's form.
    pub schema: u32,
    /// The device's account.
    pub account: AccountId,
    /// The device's id, for ever.
    pub id: DeviceId,
    /// The name, as it was written first.
    pub name: VirtualMfaDeviceName,
    /// Where the device stands.
    pub path: Path,
    /// Since when it exists.
    pub created: Timestamp,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// The seed, sealed to account and device.
    pub seed: Sealed,
    /// How codes are made of it.
    pub parameters: Parameters,
    /// Whose it is.
    pub assignment: Assignment,
}

/// Whose a device is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Assignment {
    /// Nobody's.
    Unassigned,
    /// Somebody's.
    Enabled {
        /// Whose.
        owner: Owner,
        /// Since when.
        at: Timestamp,
    },
}

impl MfaDevice {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:mfa/path/name`.
    pub fn arn(&self) -> Arn {
        Arn::mfa_device(self.account, &self.path, &self.name)
    }

    /// The ARN as the serial number that it is.
    pub fn serial(&self) -> SerialNumber {
        SerialNumber::checked(self.arn().as_str())
    }
}

impl Document for MfaDevice {}

/// What is known of a device's clock or counter, and which codes are spent. It outlives deactivation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct DeviceClock {
    /// The version of this document's form.
    pub schema: u32,
    /// What `mfa` knows.
    #[serde(flatten)]
    pub known: Known,
}

impl DeviceClock {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for DeviceClock {}
