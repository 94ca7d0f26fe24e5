//! UseRecoveryCode: a code in place of a device. What spends it opens the session.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use model::Input;
use serde_json::json;

use super::code::RecoveryCode;
use super::guessing::Attempt;
use super::may_have;
use crate::error::{Denial, RecoveryCodeRefused};
use crate::figures::{MfaResult, MfaWay};
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::{KeptCode, RecoveryCodes};
use crate::signin::session::{Progress, advance};
use crate::signin::{Ceremony, Stage};
use crate::{Changes, Context, Credential, Error, Halt};

/// Spends a recovery code. If nothing else is due, the session is opened in the same commit.
#[derive(Debug, Input)]
pub struct UseRecoveryCode {
    /// The code, however it was typed.
    pub recovery_code: RecoveryCode,
}

impl Operation for UseRecoveryCode {
    const ACTION: &'static str = "signin:UseRecoveryCode";
    const SORT: Sort = Sort::Change;
    const CHECKS_CODES: bool = true;
    const FOR_EVERYBODY: bool = true;
    const WHILE_SIGNING_IN: bool = true;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let Credential::SigningIn(ceremony) = ctx.caller().credential() else {
            return Err(Error::from(Denial::SessionCredentials { operation: Self::NAME }).into());
        };
        let none = || Halt::from(Error::from(RecoveryCodeRefused::None));
        let stage = ctx.service.stage(ctx.caller(), ceremony, ctx.origin, ctx.now()).await?;
        let account = account(ctx).await?;
        if !matches!(stage, Stage::SecondFactor(_)) || !may_have(ctx.caller(), &account) {
            return Err(none());
        }
        let codes = ctx.service.recovery_codes_of(ctx.caller()).await?.ok_or_else(none)?;

        let attempt = Attempt::begin(ctx).await?;
        // What is decided here rests on the codes as they are, and on the account's allowing them.
        let changes = Changes::new().watch(&account);
        let hash = self.recovery_code.hash(ctx.account(), &ctx.caller().owner(), &codes.salt);
        let Some(place) = place_of(&hash, &codes.codes) else {
            let wrong = RecoveryCodeRefused::Wrong.into();
            return Err(attempt.refused(ctx, changes.watch(&codes), MfaResult::Wrong, wrong).await);
        };
        let Some(after) = spent(&codes, place, ctx) else {
            // Whoever has the paper, and whoever guesses, read the same.
            let wrong = RecoveryCodeRefused::Wrong.into();
            return Err(attempt.refused(ctx, changes.watch(&codes), MfaResult::Reused, wrong).await);
        };
        let details = json!({ "result": "accepted", "by": "recovery code", "codesLeft": after.left() });
        let changes = attempt.accepted(ctx, changes.update(&codes, &after)).detail("mfaCheck", details);
        let changes = changes.checked(MfaWay::RecoveryCode, MfaResult::Accepted);
        let ceremony = Ceremony {
            id: ctx.service.entropy.array(),
            recovered: true,
            by_code: true,
            ..Ceremony::clone(ceremony)
        };
        let stage = ctx.service.stage(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await?;
        advance(ctx, &ctx.unconditional(), (ceremony, stage), changes).await
    }
}

/// Which of the codes it is. All are looked at, whichever it is.
fn place_of(hash: &str, codes: &[KeptCode]) -> Option<usize> {
    let is_same = |code: &KeptCode| verify_slices_are_equal(hash.as_bytes(), code.hash.as_bytes()).is_ok();
    codes
        .iter()
        .enumerate()
        .fold(None, |found, (place, code)| if is_same(code) { Some(place) } else { found })
}

/// The codes with that one used; none if it was used before.
fn spent(codes: &RecoveryCodes, place: usize, ctx: &Context<'_>) -> Option<RecoveryCodes> {
    let mut after = codes.clone();
    let code = after.codes.get_mut(place).filter(|code| code.used.is_none())?;
    code.used = Some(ctx.now());
    Some(after)
}
