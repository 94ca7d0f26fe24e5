//! EnableMFADevice: gives a device to a user, who proves to hold it with two consecutive codes.

use model::{AuthenticationCode, Input, SerialNumber, UserName};

use super::device;
use crate::authorize::condition_keys;
use crate::error::{Missing, Quota};
use crate::operation::{AnswerHead, Operation, Sort};
use crate::records::{Owner, User};
use crate::views::Paired;
use crate::{Context, Error, Halt, codes};

/// Enables a device for a user.
#[derive(Debug, Input)]
pub struct EnableMfaDevice {
    /// Whose it shall be.
    pub user_name: UserName,
    /// Which device.
    pub serial_number: SerialNumber,
    /// A code that it showed.
    pub authentication_code1: AuthenticationCode,
    /// The code that it showed next.
    pub authentication_code2: AuthenticationCode,
}

impl Operation for EnableMfaDevice {
    const ACTION: &'static str = "iam:EnableMFADevice";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    const CHECKS_CODES: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ENABLING;
    type Output = Paired;

    fn head(output: &Paired) -> AnswerHead {
        AnswerHead { clock_offset: output.offset }
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Paired, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        let user: &User = &permit;
        device::self_management(ctx, user)?;
        let missing = || Error::from(Missing::MfaDevice(self.serial_number.clone()));
        let found = device::find(ctx, &self.serial_number).await?.ok_or_else(missing)?;
        device::spare(&found, user)?;
        if user.credentials.mfa_devices.len() as u64 >= Quota::MFA_DEVICES.limit {
            return Err(Error::from(Quota::MFA_DEVICES).into());
        }

        let pair = [self.authentication_code1, self.authentication_code2];
        let reach = device::reach_of_enabling(ctx, user);
        let proof = codes::check_pair(ctx, &permit, &found, pair, reach).await?;

        let mut user = user.clone();
        user.credentials.mfa_devices.push(found.note(ctx));
        let changes =
            codes::forgiven_by_administrator(ctx, &user, proof.changes).await?.update(permit.target(), &user);
        let changes = found.assign(ctx, changes, Owner::User(user.id.clone()));
        ctx.commit(&permit, changes).await?;
        Ok(Paired { offset: proof.offset })
    }
}
