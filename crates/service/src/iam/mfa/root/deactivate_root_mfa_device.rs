//! DeactivateMFADevice, of the root user.

use model::{Input, SerialNumber};

use super::{enabled, root};
use crate::error::Denial;
use crate::iam::mfa::delete_virtual_mfa_device::deleted;
use crate::iam::mfa::{Device, lost};
use crate::operation::{Operation, Sort};
use crate::records::{Account, keys};
use crate::signin::outliving;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deactivates a device of the root user. The sessions that it vouched for end, but for the one in which it is removed
/// (rule R33). After a recovery a virtual device is deleted with it.
#[derive(Debug, Input)]
pub struct DeactivateRootMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
}

impl Operation for DeactivateRootMfaDevice {
    const ACTION: &'static str = "iam:DeactivateMFADevice";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let account = root(ctx)?;
        // The self-management rule (R14): a password alone takes no device away. Alternative factors do (R33).
        if !ctx.caller().manages_own_devices() {
            return Err(Error::from(Denial::SelfManagementWithoutMfa).into());
        }
        let (device, note) = enabled(ctx, account, &self.serial_number).await?;
        let mut after = Account::clone(account);
        after.root.mfa_devices.retain(|other| other.device != note.device);
        let changes = outliving(ctx, &note, Changes::new());
        let changes = lost::others_ended(ctx, &mut after.root, changes).update(account, &after);
        let changes = match &device {
            // It is lost, and nothing else may be deleted here: a virtual device of nobody's can be one that is prepared for somebody (R33).
            Device::Virtual(lost) if ctx.caller().is_recovered() => deleted(ctx, lost, changes)
                .tally(keys::mfa_device_in_use_count(ctx.account()), -1)
                .detail("deleted", true),
            _ => device.release(ctx, changes).await?,
        };
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}
