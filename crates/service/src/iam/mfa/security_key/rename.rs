//! Calling a security key something else. Its serial number has the name in it, and changes; its id stays.

use model::{Input, SecurityKeyName, SerialNumber, UserName};

use super::serial;
use crate::error::{Denial, Error, Missing};
use crate::iam::mfa::enable_mfa_device::EnableMfaDevice;
use crate::iam::mfa::{Device, device, root};
use crate::operation::{Operation, Sort};
use crate::records::{Account, EnabledDevice, SecurityKey, User};
use crate::views::Empty;
use crate::{Changes, Context, Halt, Identity};

/// Renames a security key. Whoever may register one for the user may rename one.
#[derive(Debug, Input)]
pub struct RenameSecurityKey {
    /// Whose it is; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Which key.
    pub serial_number: SerialNumber,
    /// What it shall be called.
    pub security_key_name: SecurityKeyName,
}

impl Operation for RenameSecurityKey {
    const ACTION: &'static str = EnableMfaDevice::ACTION;
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = EnableMfaDevice::CONDITION_KEYS;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        if let (None, Identity::Root(_)) = (&self.user_name, ctx.caller().identity()) {
            let account = root::root(ctx)?;
            if !ctx.caller().has_mfa() {
                return Err(Error::from(Denial::SelfManagementWithoutMfa).into());
            }
            let (found, _) = root::enabled(ctx, account, &self.serial_number).await?;
            let key = security_key(&found)?;
            let mut after = Account::clone(account);
            self.rename(ctx, None, key, &mut after.root.mfa_devices)?;
            let changes = Changes::new().update(account, &after).watch_key(found.watched());
            renaming(ctx).commit(&ctx.unconditional(), changes).await?;
            return Ok(Empty);
        }
        let permit = ctx.authorize::<User>(&ctx.named_user(self.user_name.as_ref())?).await?;
        device::self_management(ctx, &permit)?;
        let (found, _) = device::enabled_for(ctx, &permit, &self.serial_number).await?;
        let key = security_key(&found)?;
        let mut after = User::clone(permit.target());
        self.rename(ctx, Some(&permit.name), key, &mut after.credentials.mfa_devices)?;
        let changes = Changes::new().update(permit.target(), &after).watch_key(found.watched());
        renaming(ctx).commit(&permit, changes).await?;
        Ok(Empty)
    }
}

/// What is done, where it is told: nothing is enabled, so no owner is warned of a device, and no trail says that there was one.
const fn renaming<'a>(ctx: &Context<'a>) -> Context<'a> {
    Context { action: "iam:RenameSecurityKey", ..*ctx }
}

impl RenameSecurityKey {
    fn rename(
        &self,
        ctx: &Context<'_>,
        user: Option<&UserName>,
        key: &SecurityKey,
        devices: &mut [EnabledDevice],
    ) -> Result<(), Error> {
        let named = serial(ctx.account(), user, &self.security_key_name, &key.id)?;
        for device in devices.iter_mut().filter(|device| device.device == key.id) {
            device.serial = named.clone();
        }
        Ok(())
    }
}

/// Other kinds have names that are theirs for ever.
fn security_key(device: &Device) -> Result<&SecurityKey, Error> {
    match device {
        Device::Key(key, _) => Ok(key),
        Device::Virtual(_) | Device::Token(_) => Err(Missing::MfaDeviceOfUser.into()),
    }
}
