//! Giving a hardware token to somebody: its serial number and two codes. It is EnableMFADevice, for the root user and for who is still
//! signing in as well.

use mfa::Reach;
use model::{AuthenticationCode, DeviceKind, Input, SerialNumber, UserName};

use super::enabling;
use super::finish::{commit, enabled};
use super::recipient::Recipient;
use crate::codes;
use crate::error::{Error, Existing, Missing};
use crate::iam::mfa::enable_mfa_device::EnableMfaDevice;
use crate::iam::mfa::{Device, device};
use crate::operation::{Operation, Sort};
use crate::records::{Account, Owner, User};
use crate::signin::Progress;
use crate::{Context, Halt};

/// Gives a hardware token to somebody, who proves to hold it with two consecutive codes.
#[derive(Debug, Input)]
pub struct AssignHardwareToken {
    /// Whose it shall be; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// What its maker printed on it.
    pub serial_number: SerialNumber,
    /// A code that it showed.
    pub authentication_code1: AuthenticationCode,
    /// The code that it showed next.
    pub authentication_code2: AuthenticationCode,
}

impl Operation for AssignHardwareToken {
    const ACTION: &'static str = EnableMfaDevice::ACTION;
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const AFTER_RECOVERY: bool = true;
    const CHECKS_CODES: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    const CONDITION_KEYS: &'static [&'static str] = EnableMfaDevice::CONDITION_KEYS;
    /// How the sign-in goes on, if this was a step of one.
    type Output = Option<Progress>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Option<Progress>, Halt> {
        let recipient = Recipient::named(ctx, self.user_name.as_ref()).await?;
        let token = self.token(ctx).await?;
        let (serial, user_name) = (token.serial(), recipient.name());
        // The event of EnableMFADevice; an administrator's names the user.
        let parameters = || enabled(user_name.as_deref(), &serial);
        let ctx = &Context { parameters: &parameters, ..enabling(ctx) };
        let pair = [self.authentication_code1, self.authentication_code2];
        match &recipient {
            Recipient::Root(permit, account) => {
                if token.owner().is_some() {
                    return Err(Error::from(Existing::MfaDeviceInUse).into());
                }
                // Root is its own administrator: it has no other.
                let reach = Reach::Administrator;
                let proof = codes::check_own_pair(ctx, permit, &token, pair, reach).await?;
                let mut after = Account::clone(account);
                after.root.mfa_devices.push(token.note(ctx));
                let changes = token.assign(ctx, proof.update(account, &after), Owner::Root);
                commit(ctx, permit, serial.clone(), changes).await
            }
            Recipient::User(permit) => {
                device::spare(&token, permit)?;
                let reach = device::reach_of_enabling(ctx, permit);
                let proof = codes::check_pair(ctx, permit, &token, pair, reach).await?.changes;
                let proof = codes::forgiven_by_administrator(ctx, permit, proof).await?;
                let mut after = User::clone(permit.target());
                after.credentials.mfa_devices.push(token.note(ctx));
                let changes = proof.update(permit.target(), &after);
                let changes = token.assign(ctx, changes, recipient.owner());
                commit(ctx, permit, serial.clone(), changes).await
            }
        }
    }
}

impl AssignHardwareToken {
    /// The token, if this account may know of it. Other kinds of devices are none.
    async fn token(&self, ctx: &Context<'_>) -> Result<Device, Halt> {
        let missing = || Halt::from(Error::from(Missing::MfaDevice(self.serial_number.clone())));
        if self.serial_number.kind() != DeviceKind::HardwareToken {
            return Err(missing());
        }
        device::find(ctx, &self.serial_number).await?.ok_or_else(missing)
    }
}
