//! DeleteVirtualMFADevice: the device and its seed are gone.

use model::{Input, SerialNumber};

use super::{Device, device};
use crate::authorize::condition_keys;
use crate::error::{Conflict, OfVirtualDevices};
use crate::operation::{Operation, Sort};
use crate::records::{Assignment, Loaded, keys};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes a device that belongs to nobody.
#[derive(Debug, Input)]
pub struct DeleteVirtualMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
}

impl Operation for DeleteVirtualMfaDevice {
    const ACTION: &'static str = "iam:DeleteVirtualMFADevice";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const RESOURCES: &'static [&'static str] = &["mfa", "sms-mfa"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = device::authorize(ctx, &self.serial_number, OfVirtualDevices::Deletion).await?;
        device::refuse_if_of_root(&Device::Virtual(Loaded::clone(permit.target())))?;
        if permit.assignment != Assignment::Unassigned {
            return Err(Error::from(Conflict::MfaDeviceInUse).into());
        }
        let account = ctx.account();
        let changes = Changes::new()
            .remove(permit.target())
            // With the seed goes what was known of its clock: no code of it can ever be accepted again.
            .remove_key(keys::clock(account, &permit.id))
            .tally(keys::mfa_device_count(account), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
