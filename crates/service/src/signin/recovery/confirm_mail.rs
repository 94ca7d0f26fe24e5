//! ConfirmRecoveryMail: whoever reads the mail, in the browser that asked for it.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use model::{Input, Secret};
use serde_json::json;

use super::pass::standing;
use super::secrets::{LinkToken, MailCode};
use super::{MOST_CODES, digest_text, open_text};
use crate::error::RecoveryRefused;
use crate::operation::{Operation, Sort};
use crate::records::{Loaded, Recovery, RecoveryMail};
use crate::{Changes, Context, Error, Halt};

/// Confirms it by the link of the mail.
#[derive(Debug, Input)]
pub struct ConfirmRecoveryMailByLink {
    /// The secret in the link.
    pub link_token: LinkToken,
}

/// Confirms it by the code of the mail, which was read on another device.
#[derive(Debug, Input)]
pub struct ConfirmRecoveryMailByCode {
    /// The eight digits.
    pub mail_code: MailCode,
}

const ACTION: &str = "signin:ConfirmRecoveryMail";

impl Operation for ConfirmRecoveryMailByLink {
    const ACTION: &'static str = ACTION;
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_RECOVERING: bool = true;
    type Output = ();

    async fn run(&self, ctx: &Context<'_>) -> Result<(), Halt> {
        let recovery = standing(ctx).await?;
        let mail = newest(&recovery)?;
        // 128 random bits are not guessed: to refuse a link costs nobody an attempt.
        if !is_same(&self.link_token.0, &mail.link_hash) {
            return Err(Error::from(RecoveryRefused::Link).into());
        }
        confirmed(ctx, &recovery, "link").await
    }
}

impl Operation for ConfirmRecoveryMailByCode {
    const ACTION: &'static str = ACTION;
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_RECOVERING: bool = true;
    type Output = ();

    async fn run(&self, ctx: &Context<'_>) -> Result<(), Halt> {
        let recovery = standing(ctx).await?;
        let mail = newest(&recovery)?;
        if mail.tries >= MOST_CODES {
            return Err(Error::from(RecoveryRefused::CodesSpent).into());
        }
        let place = (ctx.account(), recovery.id.as_str(), "code");
        let hash = open_text(ctx.service, place, &mail.code_hash)?;
        if is_same(&self.mail_code.0, hash.expose()) {
            return confirmed(ctx, &recovery, "code").await;
        }
        // Committed before it is answered, and of two at the same moment one comes after the other: no try is free.
        let tries = mail.tries.saturating_add(1);
        let left = MOST_CODES.saturating_sub(tries);
        let mail = Some(RecoveryMail { tries, ..mail.clone() });
        let changes = Changes::new()
            .update(&recovery, &Recovery { mail, ..Recovery::clone(&recovery) })
            .detail("recovery", recovery.id.clone())
            .detail("recoveryMail", json!({ "result": "wrong code", "attemptsLeft": left }));
        let refused = if left == 0 { RecoveryRefused::CodesSpent } else { RecoveryRefused::Code { left } };
        Err(ctx.refuse(&ctx.unconditional(), changes, refused.into()).await)
    }
}

/// The mail that can be confirmed.
fn newest(recovery: &Recovery) -> Result<&RecoveryMail, Error> {
    if recovery.mail_proven.is_some() {
        return Err(RecoveryRefused::MailProven.into());
    }
    recovery.mail.as_ref().ok_or(RecoveryRefused::NoMail.into())
}

fn is_same(given: &Secret<String>, hash: &str) -> bool {
    verify_slices_are_equal(digest_text(given.expose().as_bytes()).as_bytes(), hash.as_bytes()).is_ok()
}

/// What was proven once needs no secrets any more.
async fn confirmed(ctx: &Context<'_>, recovery: &Loaded<Recovery>, by: &'static str) -> Result<(), Halt> {
    let after = Recovery { mail: None, mail_proven: Some(ctx.now()), ..Recovery::clone(recovery) };
    let changes = Changes::new()
        .update(recovery, &after)
        .responded(json!({ "ConfirmRecoveryMail": "Success" }))
        .detail("recovery", recovery.id.clone())
        .detail("recoveryMail", json!({ "result": "confirmed", "by": by }));
    ctx.commit(&ctx.unconditional(), changes).await
}
