//! ResyncMFADevice: learns a device's clock anew from two consecutive codes.

use model::{AuthenticationCode, Input, SerialNumber, UserName};

use super::device;
use crate::authorize::condition_keys;
use crate::operation::{AnswerHead, Operation, Sort};
use crate::records::User;
use crate::views::Paired;
use crate::{Context, Halt, codes};

/// Resynchronizes a device.
#[derive(Debug, Input)]
pub struct ResyncMfaDevice {
    /// Whose it is.
    pub user_name: UserName,
    /// Which device.
    pub serial_number: SerialNumber,
    /// A code that it showed.
    pub authentication_code1: AuthenticationCode,
    /// The code that it showed next.
    pub authentication_code2: AuthenticationCode,
}

impl Operation for ResyncMfaDevice {
    const ACTION: &'static str = "iam:ResyncMFADevice";
    const SORT: Sort = Sort::Change;
    const WITH_RECOVERY_CODE: bool = true;
    const CHECKS_CODES: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Paired;

    fn head(output: &Paired) -> AnswerHead {
        AnswerHead { clock_offset: output.offset }
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Paired, Halt> {
        let permit = ctx.authorize::<User>(&self.user_name).await?;
        device::own_with_code(ctx, &permit)?;
        let (found, _) = device::enabled_for(ctx, &permit, &self.serial_number).await?;

        let reach = device::reach_of_resync(ctx, &permit);
        let pair = [self.authentication_code1, self.authentication_code2];
        let proof = codes::check_pair(ctx, &permit, &found, pair, reach).await?;

        let changes =
            codes::forgiven_by_administrator(ctx, &permit, proof.changes).await?.watch_key(found.watched());
        ctx.commit(&permit, changes).await?;
        Ok(Paired { offset: proof.offset })
    }
}
