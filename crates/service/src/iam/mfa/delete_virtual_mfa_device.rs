//! DeleteVirtualMFADevice: the device and its seed are gone.

use model::{Input, SerialNumber};

use super::{Device, device};
use crate::authorize::condition_keys;
use crate::error::{Conflict, OfVirtualDevices};
use crate::operation::{Operation, Sort};
use crate::records::{Assignment, Loaded, MfaDevice, keys};
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
    const RESOURCES: &'static [&'static str] = &["mfa", "sms-mfa"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = device::authorize(ctx, &self.serial_number, OfVirtualDevices::Deletion).await?;
        device::refuse_if_of_root(&Device::Virtual(Loaded::clone(permit.target())))?;
        if permit.assignment != Assignment::Unassigned {
            return Err(Error::from(Conflict::MfaDeviceInUse).into());
        }
        ctx.commit(&permit, deleted(ctx, permit.target(), Changes::new())).await?;
        Ok(Empty)
    }
}

/// Whether policies let the caller delete a device, where that is one step of another operation.
pub(in crate::iam::mfa) async fn may_be_deleted(
    ctx: &Context<'_>,
    serial: &SerialNumber,
) -> Result<bool, Halt> {
    let deleting = Context {
        action: DeleteVirtualMfaDevice::ACTION,
        declared: DeleteVirtualMfaDevice::CONDITION_KEYS,
        ..*ctx
    };
    match device::authorize(&deleting, serial, OfVirtualDevices::Deletion).await {
        Ok(_) => Ok(true),
        Err(Halt::Refused(Error::AccessDenied(_))) => Ok(false),
        Err(other) => Err(other),
    }
}

/// The device is gone, and with the seed what was known of its clock: no code of it can ever be accepted again.
pub(in crate::iam::mfa) fn deleted(
    ctx: &Context<'_>,
    device: &Loaded<MfaDevice>,
    changes: Changes,
) -> Changes {
    let account = ctx.account();
    changes
        .remove(device)
        .remove_key(keys::clock(account, &device.id))
        .tally(keys::mfa_device_count(account), -1)
}
