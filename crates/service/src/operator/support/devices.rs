//! The devices of somebody, given up without a caller who asks for it.

use model::{AccountId, Arn, DeviceKind, Resource, Text};

use crate::iam::mfa::Device;
use crate::records::{EnabledDevice, MfaDevice, SecurityKey, keys};
use crate::{Changes, Error, Service};

impl Service {
    /// Gives each of the devices up that somebody noted, and names them. Codes that were used stay used (rule R13).
    pub(super) async fn released(
        &self,
        account: AccountId,
        noted: Vec<EnabledDevice>,
        mut changes: Changes,
    ) -> Result<(Vec<String>, Changes), Error> {
        let mut serials = Vec::with_capacity(noted.len());
        for note in noted {
            if let Some(device) = self.noted(account, &note).await? {
                changes = device.release_in(&self.records, account, changes).await?;
            }
            serials.push(note.serial.to_string());
        }
        Ok((serials, changes))
    }

    /// The device of a note; none where only the note is left of it.
    async fn noted(&self, account: AccountId, note: &EnabledDevice) -> Result<Option<Device>, Error> {
        let found = match note.serial.kind() {
            DeviceKind::HardwareToken => self.records.hardware_token(&note.serial).await?.map(Device::Token),
            DeviceKind::SecurityKey => {
                let key = self.records.load::<SecurityKey>(keys::security_key(account, &note.device)).await?;
                key.map(|key| Device::Key(key, note.serial.clone()))
            }
            DeviceKind::Virtual => match Arn::parse(note.serial.as_str()) {
                Ok((of, Resource::MfaDevice { path, name })) if of == account => {
                    let key = keys::mfa_device(account, &path, &name);
                    self.records.load::<MfaDevice>(key).await?.map(Device::Virtual)
                }
                _ => None,
            },
        };
        Ok(found.filter(|device| *device.id() == note.device))
    }
}
