//! ResyncMFADevice, of the root user.

use mfa::Reach;
use model::{AuthenticationCode, Input, SerialNumber};

use super::{enabled, root};
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Context, Halt, codes};

/// Resynchronizes a device of the root user.
#[derive(Debug, Input)]
pub struct ResyncRootMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
    /// A code that it showed.
    pub authentication_code1: AuthenticationCode,
    /// The code that it showed next.
    pub authentication_code2: AuthenticationCode,
}

impl Operation for ResyncRootMfaDevice {
    const ACTION: &'static str = "iam:ResyncMFADevice";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let account = root(ctx)?;
        let (device, _) = enabled(ctx, account, &self.serial_number).await?;
        // As for users: old pairs can have been phished. With MFA, root is its own administrator: it has no other.
        let reach = if ctx.caller().has_mfa() { Reach::Administrator } else { Reach::WithoutMfa };
        let permit = ctx.unconditional();
        let pair = [self.authentication_code1, self.authentication_code2];
        let changes =
            codes::check_own_pair(ctx, &permit, &device, pair, reach).await?.watch_key(device.watched());
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
