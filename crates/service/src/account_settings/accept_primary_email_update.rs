//! AcceptPrimaryEmailUpdate: whoever reads the new root e-mail says the code that was sent to it, and the root user signs in with it from
//! then on. For a recovery the former one counts for some days more.

use model::{AccountId, AuthenticationCode, Input, PrimaryEmail};

use super::authorize;
use super::contact_change::Happens;
use super::email_code::UpdateStatus;
use super::start_primary_email_update::domain;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{Invalid, Missing};
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::{Account, EmailChange, EmailCode};
use crate::{Changes, Context, Error, Halt, Service};

/// Takes the address that was asked for.
#[derive(Debug, Input)]
pub struct AcceptPrimaryEmailUpdate {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
    /// The address.
    pub primary_email: PrimaryEmail,
    /// The code that was sent to it.
    pub otp: AuthenticationCode,
}

impl Operation for AcceptPrimaryEmailUpdate {
    const ACTION: &'static str = "account:AcceptPrimaryEmailUpdate";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["account"];
    const CONDITION_KEYS: &'static [&'static str] = &[condition_keys::EMAIL_TARGET_DOMAIN];
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = UpdateStatus;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::EMAIL_TARGET_DOMAIN, &domain(&self.primary_email))
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<UpdateStatus, Halt> {
        let permit = authorize(ctx, self.account_id)?;
        let before = account(ctx).await?;
        let asked = before.email_change.as_ref().filter(|change| change.email == self.primary_email.as_str());
        let change = asked.ok_or_else(|| Error::from(Missing::PrimaryEmailUpdate))?;
        let is_live = |code: &&EmailCode| Service::takes_code(code, ctx.now());
        let Some(code) = change.code.as_ref().filter(is_live) else {
            return Err(Error::from(Invalid::EmailCode).into());
        };
        if !ctx.service.is_code(before.id, code, self.otp) {
            // A try that is not counted would be one of a million for nothing (rule R19).
            let code = EmailCode { wrong: code.wrong + 1, ..code.clone() };
            let change = EmailChange { code: Some(code), ..change.clone() };
            let after = Account { email_change: Some(change), ..Account::clone(&before) };
            let changes = Changes::new().update(&before, &after);
            return Err(ctx.refuse(&permit, changes, Invalid::EmailCode.into()).await);
        }
        let happens = Happens { now: ctx.now(), language: ctx.origin.language };
        let changes = ctx.service.take_email(&before, happens).await?;
        ctx.commit(&permit, changes).await?;
        Ok(UpdateStatus { status: "ACCEPTED" })
    }
}
