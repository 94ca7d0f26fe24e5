//! SendRecoveryMail: a link, and a code for who reads the mail on another device (rule R26).

use std::time::Duration;

use model::Input;
use serde_json::json;

use super::budget::{self, Cost, Tell};
use super::pass::standing;
use super::reach::hidden_email;
use super::secrets::{random_digits, random_text};
use super::{BETWEEN_MAILS, MOST_MAILS, digest_text, seal_text};
use crate::error::RecoveryRefused;
use crate::operation::{Operation, Sort};
use crate::post::{Letter, Notice, Writing};
use crate::records::{Account, Loaded, Recovery, RecoveryMail};
use crate::{Changes, Context, Error, Halt, Identity};

/// Sends the mail, in place of the one before, which is void.
#[derive(Debug, Input)]
pub struct SendRecoveryMail {}

/// How long a notice is worth sending.
const NOTICE_GOOD_FOR: Duration = Duration::from_secs(24 * 3_600);

impl Operation for SendRecoveryMail {
    const ACTION: &'static str = "signin:SendRecoveryMail";
    const SORT: Sort = Sort::Change;
    const FOR_EVERYBODY: bool = true;
    const WHILE_RECOVERING: bool = true;
    type Output = ();

    async fn run(&self, ctx: &Context<'_>) -> Result<(), Halt> {
        let recovery = standing(ctx).await?;
        let account = owner(ctx)?;
        check(ctx, &recovery)?;
        let (changes, tell) = budget::spend(ctx, &recovery, Cost::Mail, Changes::new()).await?;

        let entropy = ctx.service.entropy.as_ref();
        let (link, code) = (random_text(entropy), random_digits(entropy, 8));
        let code_hash = digest_text(code.expose().as_bytes());
        let mail = RecoveryMail {
            link_hash: digest_text(link.expose().as_bytes()),
            code_hash: seal_text(ctx.service, (ctx.account(), &recovery.id, "code"), &code_hash)?,
            sent: ctx.now(),
            tries: 0,
        };
        let after = Recovery {
            mail: Some(mail),
            mails: recovery.mails.saturating_add(1),
            ..Recovery::clone(&recovery)
        };
        let letter = Letter {
            account: ctx.account(),
            to: account.recovery_email(ctx.now()).to_owned(),
            language: recovery.language.clone(),
            writing: Writing::RecoveryLink {
                path: format!("/signin/recovery/mail?token={}", link.expose()),
                code: code.expose().clone(),
            },
            until: recovery.ends(),
        };
        let changes = changes
            .update(&recovery, &after)
            .responded(json!({ "SendRecoveryMail": "Success" }))
            .detail("recovery", recovery.id.clone())
            .detail("emailAddress", hidden_email(&letter.to));
        let changes = ctx.service.post(changes, &letter, ctx.now())?;
        let changes = match tell {
            Tell::Owner => notify(ctx, changes, Notice::RecoveryStarted)?,
            Tell::Nobody => changes,
        };
        ctx.commit(&ctx.unconditional(), changes).await
    }
}

fn check(ctx: &Context<'_>, recovery: &Recovery) -> Result<(), Error> {
    if recovery.mail_proven.is_some() {
        return Err(RecoveryRefused::MailProven.into());
    }
    if recovery.mails >= MOST_MAILS {
        return Err(RecoveryRefused::MailsSpent.into());
    }
    match &recovery.mail {
        Some(mail) if ctx.now() < mail.sent.after(BETWEEN_MAILS) => {
            Err(Error::TooSoon { seconds: mail.sent.after(BETWEEN_MAILS).since(ctx.now()).as_secs().max(1) })
        }
        _ => Ok(()),
    }
}

/// The account of the root user who recovers.
pub(super) fn owner<'a>(ctx: &'a Context<'_>) -> Result<&'a Loaded<Account>, Error> {
    match ctx.caller().identity() {
        Identity::Root(account) => Ok(account),
        _ => Err(RecoveryRefused::NotForThis.into()),
    }
}

/// Tells the owner, at the account's address.
pub(super) fn notify(ctx: &Context<'_>, changes: Changes, notice: Notice) -> Result<Changes, Error> {
    let letter = Letter {
        account: ctx.account(),
        to: owner(ctx)?.recovery_email(ctx.now()).to_owned(),
        // Not in the language of a thief's browser.
        language: None,
        writing: Writing::Notice {
            notice,
            at: ctx.now(),
            by: Some(ctx.caller().arn().to_string()),
            about: None,
            address: Some(ctx.origin.address.to_string()),
            last: None,
        },
        until: ctx.now().after(NOTICE_GOOD_FOR),
    };
    ctx.service.post(changes, &letter, ctx.now())
}
