//! DeleteRecoveryCodes: none of them opens anything any more.

use model::Input;
use serde_json::json;

use super::{owner_at_the_console, with_mfa};
use crate::error::RecoveryCodeRefused;
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes the caller's recovery codes. It is done where the account no longer allows any, too.
#[derive(Debug, Input)]
pub struct DeleteRecoveryCodes {}

impl Operation for DeleteRecoveryCodes {
    const ACTION: &'static str = "bartizan:DeleteRecoveryCodes";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        owner_at_the_console(ctx)?;
        with_mfa(ctx)?;
        let Some(codes) = ctx.service.recovery_codes_of(ctx.caller()).await? else {
            return Err(Error::from(RecoveryCodeRefused::None).into());
        };
        let changes = Changes::new().remove(&codes).detail("recoveryCodes", json!({ "ended": codes.left() }));
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Empty)
    }
}
