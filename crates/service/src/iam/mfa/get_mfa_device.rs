//! GetMFADevice: what is known of a security key. Other kinds have nothing to tell (facts C4).

use model::{Arn, DeviceKind, Input, NewUserName, SerialNumber, UserName};

use super::device;
use crate::authorize::condition_keys;
use crate::error::{Invalid, Missing};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Error, Halt, Identity};

/// Asks about a security key.
#[derive(Debug, Input)]
pub struct GetMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
    /// Whose it is; the caller's, if nobody is named. Other operations look up longer names than there can be.
    pub user_name: Option<NewUserName>,
}

impl Operation for GetMfaDevice {
    const ACTION: &'static str = "iam:GetMFADevice";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let name = self.user_name.clone().map(UserName::from);
        match (&name, ctx.caller().identity()) {
            (None, Identity::Root(_)) => drop(ctx.authorize_on(&Arn::root(ctx.account()))?),
            (name, _) => drop(ctx.authorize::<User>(&ctx.named_user(name.as_ref())?).await?),
        }
        // A token is told by the form of its number: which ones there are, here or elsewhere, is not looked up (rule R13).
        if self.serial_number.kind() == DeviceKind::HardwareToken {
            return Err(Error::from(Invalid::NotASecurityKey).into());
        }
        match device::find(ctx, &self.serial_number).await? {
            Some(_) => Err(Error::from(Invalid::NotASecurityKey).into()),
            None => Err(Error::from(Missing::MfaDeviceOfUser).into()),
        }
    }
}
