//! GetMFADevice: what is known of a security key. Other kinds have nothing to tell (facts C4).

use model::{Arn, Input, NewUserName, SerialNumber, UserName};

use super::device;
use crate::error::{Invalid, Missing};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Error, Halt};

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
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let name = self.user_name.clone().map(UserName::from);
        match ctx.user_or_caller(name.as_ref()) {
            Some(name) => drop(ctx.authorize::<User>(&name).await?),
            None => drop(ctx.authorize_on(&Arn::root(ctx.account()))?),
        }
        match device::find(ctx, &self.serial_number).await? {
            Some(_) => Err(Error::from(Invalid::NotASecurityKey).into()),
            None => Err(Error::from(Missing::MfaDeviceOfUser).into()),
        }
    }
}
