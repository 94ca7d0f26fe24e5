//! The MFA of the root user, which is managed in the console only: none of this is in the list of operations that the API has.
//! Root needs no permission; who is not root has none.

mod deactivate_root_mfa_device;
mod resync_root_mfa_device;

pub use deactivate_root_mfa_device::DeactivateRootMfaDevice;
pub use resync_root_mfa_device::ResyncRootMfaDevice;

use model::SerialNumber;

use super::{Device, device};
use crate::error::{Denial, Error, Missing};
use crate::records::{Account, EnabledDevice, Loaded};
use crate::{Context, Halt, Identity};

/// The root user that calls.
pub(super) fn root<'a>(ctx: &'a Context<'_>) -> Result<&'a Loaded<Account>, Error> {
    match ctx.caller().identity() {
        Identity::Root(account) if ctx.caller().is_at_the_console() => Ok(account),
        _ => Err(Denial::RootDevice.into()),
    }
}

/// A device that is enabled for the root user, and the account's note of it.
pub(super) async fn enabled(
    ctx: &Context<'_>,
    account: &Account,
    serial: &SerialNumber,
) -> Result<(Device, EnabledDevice), Halt> {
    let missing = || Halt::from(Error::from(Missing::MfaDeviceOfUser));
    let device = device::find(ctx, serial).await?.ok_or_else(missing)?;
    let enabled = account.root.mfa_devices.iter().find(|enabled| enabled.device == *device.id()).cloned();
    Ok((device, enabled.ok_or_else(missing)?))
}
