//! FinishRecovery: mailbox and phone are proven, and the sign-in goes on as if a device had vouched; only the session is another one.

use model::Input;
use serde_json::json;
use store::Event;

use super::budget;
use super::pass::standing;
use super::send_mail::notify;
use crate::error::RecoveryRefused;
use crate::operation::{Operation, Sort};
use crate::post::Notice;
use crate::records::Recovery;
use crate::signin::session::{Progress, advance};
use crate::signin::{Ceremony, Stage};
use crate::{Changes, Context, Credential, Error, Halt, audit};

/// Signs in.
#[derive(Debug, Input)]
pub struct FinishRecovery {}

impl Operation for FinishRecovery {
    const ACTION: &'static str = "signin:FinishRecovery";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_RECOVERING: bool = true;
    type Output = Progress;

    async fn run(&self, ctx: &Context<'_>) -> Result<Progress, Halt> {
        let recovery = standing(ctx).await?;
        if !is_proven(&recovery) {
            return Err(Error::from(RecoveryRefused::NotProven).into());
        }
        let Credential::SigningIn(ceremony) = ctx.caller().credential() else {
            return Err(Error::from(RecoveryRefused::NotForThis).into());
        };
        let ceremony = Ceremony {
            // What may still be due, a new password, has the time that any sign-in has.
            begun: ctx.now(),
            id: ctx.service.entropy.array(),
            recovery: None,
            recovered: true,
            ..Ceremony::clone(ceremony)
        };
        let stage = ctx.service.stage(ctx.caller(), &ceremony, ctx.origin, ctx.now()).await?;

        // With the recovery goes what could finish it once more. The call stays until it is swept: a callback that comes late is told of.
        let changes = Changes::new().remove(&recovery);
        let changes = budget::give_back(ctx, &recovery, changes).await?;
        let changes = unlocked(ctx, changes).await?;
        let changes = notify(ctx, changes, Notice::RecoveryFinished)?.detail("recovery", recovery.id.clone());
        // The session's own event is that of a sign-in; this one says by what right.
        let changes = match stage {
            Stage::Complete => {
                let said = Changes::new()
                    .responded(json!({ "FinishRecovery": "Success" }))
                    .detail("recovery", recovery.id.clone());
                let event = audit::success(ctx, &said)?;
                changes.also_tell(Event { micros: event.micros.saturating_sub(1), ..event })
            }
            _ => changes,
        };
        advance(ctx, &ctx.unconditional(), (ceremony, stage), changes).await
    }
}

const fn is_proven(recovery: &Recovery) -> bool {
    recovery.mail_proven.is_some() && recovery.phone_proven.is_some()
}

/// Codes that were locked after too many guesses are looked at again: the owner, who has nobody else to ask, could not assign a new device
/// otherwise. Where they are not locked, the guesses stay: who recovers every day must not make room for more of a thief's.
async fn unlocked(ctx: &Context<'_>, changes: Changes) -> Result<Changes, Error> {
    match ctx.records().guesses(ctx.account(), &ctx.caller().owner()).await? {
        Some(guesses) if guesses.guesses.lock().is_some() => {
            Ok(changes.remove(&guesses).detail("unlocked", true))
        }
        _ => Ok(changes),
    }
}
