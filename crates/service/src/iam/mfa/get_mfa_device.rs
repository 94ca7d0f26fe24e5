//! GetMFADevice: what is known of a security key. Other kinds have nothing to tell (facts C4).

use std::collections::BTreeMap;

use model::{Arn, DeviceKind, Input, NewUserName, SerialNumber, UserName};
use serde::Serialize;

use super::{Device, device};
use crate::authorize::condition_keys;
use crate::error::{Invalid, Missing};
use crate::operation::{Operation, Sort};
use crate::records::{SecurityKey, User};
use crate::views::Moment;
use crate::{Context, Error, Halt, Identity};

/// Asks about a security key.
#[derive(Debug, Input)]
pub struct GetMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
    /// Whose it is; the caller's, if nobody is named. Other operations look up longer names than there can be.
    pub user_name: Option<NewUserName>,
}

/// A security key, as it is shown.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct SecurityKeyView {
    user_name: Option<String>,
    serial_number: String,
    enable_date: Moment,
    certifications: BTreeMap<&'static str, &'static str>,
}

/// What the key was certified as when it was registered (facts: obtained from the FIDO metadata service then, and kept).
fn certifications(key: &SecurityKey) -> BTreeMap<&'static str, &'static str> {
    key.certification.named()
}

impl Operation for GetMfaDevice {
    const ACTION: &'static str = "iam:GetMFADevice";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = SecurityKeyView;

    async fn run(&self, ctx: &Context<'_>) -> Result<SecurityKeyView, Halt> {
        let name = self.user_name.clone().map(UserName::from);
        let (user_name, devices) = match (&name, ctx.caller().identity()) {
            (None, Identity::Root(account)) => {
                ctx.authorize_on(&Arn::root(ctx.account()))?;
                (None, account.root.mfa_devices.clone())
            }
            (name, _) => {
                let user = ctx.authorize::<User>(&ctx.named_user(name.as_ref())?).await?;
                (Some(user.name.to_string()), user.credentials.mfa_devices.clone())
            }
        };
        // A token is told by the form of its number: which ones there are, here or elsewhere, is not looked up (rule R13).
        if self.serial_number.kind() == DeviceKind::HardwareToken {
            return Err(Error::from(Invalid::NotASecurityKey).into());
        }
        match device::find(ctx, &self.serial_number).await? {
            Some(Device::Key(key, serial)) => {
                let noted = devices.iter().find(|noted| noted.device == key.id);
                let noted = noted.ok_or(Error::from(Missing::MfaDeviceOfUser))?;
                Ok(SecurityKeyView {
                    user_name,
                    serial_number: serial.to_string(),
                    enable_date: Moment(noted.enabled),
                    certifications: certifications(&key),
                })
            }
            Some(Device::Virtual(_) | Device::Token(_)) => Err(Error::from(Invalid::NotASecurityKey).into()),
            None => Err(Error::from(Missing::MfaDeviceOfUser).into()),
        }
    }
}
