//! The second factor of a sign-in: a code of one of one's own devices.

use model::{AuthenticationCode, Input, SerialNumber};

use super::session::{Progress, advance};
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::records::SeenDevice;
use crate::sts::own_device;
use crate::{Context, Credential, Error, Halt, codes};

/// Checks a code of a device. If nothing else is due, the session is opened in the same commit that spends the code.
#[derive(Debug, Input)]
pub struct CheckMfa {
    /// Which device.
    pub serial_number: SerialNumber,
    /// The code that it shows.
    pub authentication_code: AuthenticationCode,
}

impl Operation for CheckMfa {
    const ACTION: &'static str = "signin:CheckMfa";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    // How one authenticates is not for policies to say, as with GetSessionToken.
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let Credential::SigningIn(ceremony) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let device = own_device(ctx, &self.serial_number).await?;
        let permit = ctx.unconditional();
        let changes = codes::check_code(ctx, &permit, &device, self.authentication_code).await?;
        let seen = SeenDevice { at: ctx.now(), serial: device.serial() };
        let ceremony = ceremony.with_device(seen, ctx.service.entropy.array());
        let stage = ctx.service.stage(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await?;
        advance(ctx, &permit, (ceremony, stage), changes).await
    }
}
