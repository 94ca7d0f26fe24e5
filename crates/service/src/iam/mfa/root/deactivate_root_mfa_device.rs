//! DeactivateMFADevice, of the root user.

use model::{Input, SerialNumber};

use super::{enabled, root};
use crate::error::Denial;
use crate::iam::mfa::lost;
use crate::operation::{Operation, Sort};
use crate::records::Account;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deactivates a device of the root user.
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
        let changes = lost::others_ended(ctx, &mut after.root, Changes::new());
        let changes = device.release(ctx, changes.update(account, &after)).await?;
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}
