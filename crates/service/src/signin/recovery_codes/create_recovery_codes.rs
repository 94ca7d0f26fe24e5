//! CreateRecoveryCodes: ten new codes, shown once. Those from before end.

use model::{Input, Secret};
use serde_json::json;

use super::code::RecoveryCode;
use super::{may_have, owner_at_the_console, with_mfa};
use crate::error::RecoveryCodeRefused;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::{KeptCode, RecoveryCodes, keys};
use crate::signin::recovery::random_text;
use crate::{Changes, Context, Error, Halt};

/// Makes the caller's recovery codes.
#[derive(Debug, Input)]
pub struct CreateRecoveryCodes {}

impl Operation for CreateRecoveryCodes {
    const ACTION: &'static str = "bartizan:CreateRecoveryCodes";
    const SORT: Sort = Sort::Change;
    // The account's setting says who may, and each makes only the own.
    const FOR_EVERYBODY: bool = true;
    const NEEDS_FRESH_FACTOR: bool = true;
    /// The codes, in groups. Nobody can ask for them again.
    type Output = Vec<Secret<String>>;

    async fn run(&self, ctx: &Context<'_>) -> Result<Vec<Secret<String>>, Halt> {
        owner_at_the_console(ctx)?;
        let account = account(ctx).await?;
        if !may_have(ctx.caller(), &account) {
            return Err(Error::from(RecoveryCodeRefused::NotAllowed).into());
        }
        // There is nothing that a code could stand in for, and no factor that vouches for who makes them.
        if ctx.caller().credentials().is_none_or(|credentials| credentials.mfa_devices.is_empty()) {
            return Err(Error::from(RecoveryCodeRefused::NoDevice).into());
        }
        with_mfa(ctx)?;
        let former = ctx.service.recovery_codes_of(ctx.caller()).await?;
        let codes: Vec<RecoveryCode> =
            (0..RecoveryCodes::COUNT).map(|_| RecoveryCode::generate(ctx.service.entropy.as_ref())).collect();
        let kept = kept(ctx, &codes);
        let key = keys::recovery_codes(ctx.account(), &ctx.caller().owner());
        let changes = Changes::new().upsert(key, former.as_ref(), &kept).watch(&account).detail(
            "recoveryCodes",
            json!({ "made": codes.len(), "ended": former.map_or(0, |former| former.left()) }),
        );
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(codes.iter().map(RecoveryCode::grouped).collect())
    }
}

/// What is kept of them.
fn kept(ctx: &Context<'_>, codes: &[RecoveryCode]) -> RecoveryCodes {
    let salt = random_text(ctx.service.entropy.as_ref()).expose().clone();
    let owner = ctx.caller().owner();
    let hashes = codes.iter().map(|code| code.hash(ctx.account(), &owner, &salt));
    RecoveryCodes {
        schema: RecoveryCodes::SCHEMA,
        made: ctx.now(),
        codes: hashes.map(|hash| KeptCode { hash, used: None }).collect(),
        salt,
    }
}
