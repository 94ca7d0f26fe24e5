//! DeactivateMFADevice: takes a device from a user. It keeps its seed, and can be enabled again.

use model::{Input, SerialNumber, UserName};

use super::delete_virtual_mfa_device::{deleted, may_be_deleted};
use super::{Device, device, lost};
use crate::authorize::condition_keys;
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::records::{User, keys};
use crate::signin::outliving;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt, codes};

/// Deactivates a device. The sessions that it vouched for end, at the console and at terminals, but for the one in which it is removed
/// (rule R33). After a recovery a virtual device is deleted with it, where policies let its owner delete one.
#[derive(Debug, Input)]
pub struct DeactivateMfaDevice {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Which device.
    pub serial_number: SerialNumber,
}

impl Operation for DeactivateMfaDevice {
    const ACTION: &'static str = "iam:DeactivateMFADevice";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let Some(name) = ctx.user_or_caller(self.user_name.as_ref()) else {
            return Err(Error::from(Denial::RootDevice).into());
        };
        let permit = ctx.authorize::<User>(&name).await?;
        device::own_after_recovery(ctx, &permit)?;
        device::self_management(ctx, &permit)?;
        let (device, enabled) = device::enabled_for(ctx, &permit, &self.serial_number).await?;

        let mut user = User::clone(permit.target());
        user.credentials.mfa_devices.retain(|other| other.device != enabled.device);
        let changes = lost::others_ended(ctx, &mut user.credentials, Changes::new());
        let changes =
            codes::forgiven_by_administrator(ctx, &user, changes).await?.update(permit.target(), &user);
        let changes = match ctx.caller().is_user(permit.target()) {
            true => outliving(ctx, &enabled, changes),
            false => changes,
        };
        let changes = match &device {
            // It is lost; and nothing else may be deleted here: a virtual device of nobody's can be one that is prepared for somebody (R33).
            Device::Virtual(lost)
                if ctx.caller().is_recovered() && may_be_deleted(ctx, &self.serial_number).await? =>
            {
                deleted(ctx, lost, changes)
                    .tally(keys::mfa_device_in_use_count(ctx.account()), -1)
                    .detail("deleted", true)
            }
            _ => device.release(ctx, changes).await?,
        };
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
