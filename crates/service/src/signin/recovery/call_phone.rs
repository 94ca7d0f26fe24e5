//! CallRecoveryPhone: the owner's phone rings, and the digits that the page shows are typed there.

use model::Input;
use serde_json::json;

use super::budget::{self, Cost, Tell};
use super::pass::standing;
use super::reach::hidden_phone;
use super::secrets::{random_digits, random_text};
use super::send_mail::{notify, owner};
use super::{BETWEEN_CALLS, MOST_CALLS, digest_text, seal_text};
use crate::error::RecoveryRefused;
use crate::operation::{Operation, Sort};
use crate::post::Notice;
use crate::records::{Recovery, RecoveryCall, VoiceCall, VoiceCallState, keys};
use crate::{Changes, Context, Error, Halt};

/// Has the phone called, in place of the call before, which is void.
#[derive(Debug, Input)]
pub struct CallRecoveryPhone {}

impl Operation for CallRecoveryPhone {
    const ACTION: &'static str = "signin:CallRecoveryPhone";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_RECOVERING: bool = true;
    type Output = ();

    async fn run(&self, ctx: &Context<'_>) -> Result<(), Halt> {
        let recovery = standing(ctx).await?;
        check(ctx, &recovery)?;
        let account = owner(ctx)?;
        let Some(phone) = account.recovery_phone(ctx.now()) else {
            return Err(Error::from(RecoveryRefused::NoPhone).into());
        };
        let (changes, tell) = budget::spend(ctx, &recovery, Cost::Call, Changes::new()).await?;
        let call = call_to(ctx, &recovery, phone)?;
        let after = Recovery {
            call: Some(RecoveryCall { id: call.id.clone(), asked: ctx.now() }),
            calls: recovery.calls.saturating_add(1),
            ..Recovery::clone(&recovery)
        };
        let changes = changes
            .update(&recovery, &after)
            .create(keys::voice_call(&call.id), &call)
            .responded(json!({ "CallRecoveryPhone": "Success" }))
            .detail("recovery", recovery.id.clone())
            .detail("phoneNumber", hidden_phone(phone))
            .posted();
        let changes = match tell {
            Tell::Owner => notify(ctx, changes, Notice::RecoveryStarted)?,
            Tell::Nobody => changes,
        };
        ctx.commit(&ctx.unconditional(), changes).await
    }
}

fn check(ctx: &Context<'_>, recovery: &Recovery) -> Result<(), Error> {
    if recovery.mail_proven.is_none() {
        return Err(RecoveryRefused::MailNotProven.into());
    }
    if recovery.phone_proven.is_some() {
        return Err(RecoveryRefused::PhoneProven.into());
    }
    if recovery.calls >= MOST_CALLS {
        return Err(RecoveryRefused::CallsSpent.into());
    }
    match &recovery.call {
        Some(call) if ctx.now() < call.asked.after(BETWEEN_CALLS) => {
            Err(Error::TooSoon { seconds: call.asked.after(BETWEEN_CALLS).since(ctx.now()).as_secs().max(1) })
        }
        _ => Ok(()),
    }
}

fn call_to(ctx: &Context<'_>, recovery: &Recovery, phone: &str) -> Result<VoiceCall, Error> {
    let entropy = ctx.service.entropy.as_ref();
    let (nonce, digits) = (random_text(entropy), random_digits(entropy, 6));
    let id = digest_text(nonce.expose().as_bytes());
    let seal = |field, text: &str| seal_text(ctx.service, (ctx.account(), &id, field), text);
    Ok(VoiceCall {
        schema: VoiceCall::SCHEMA,
        account: ctx.account(),
        recovery: recovery.id.clone(),
        until: recovery.ends(),
        digits: seal("digits", digits.expose())?,
        phone: phone.to_owned(),
        nonce: seal("nonce", nonce.expose())?,
        language: recovery.language.clone(),
        state: VoiceCallState::Waiting,
        call_id: None,
        tries: 0,
        told: 0,
        id: id.clone(),
    })
}
