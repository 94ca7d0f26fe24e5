//! StartPrimaryEmailUpdate: another root e-mail is asked for. It counts for nothing until somebody who reads it says its code, or the
//! operator confirms it.

use model::{AccountId, Input, PrimaryEmail};

use super::authorize;
use super::contact_change::Happens;
use super::email_code::UpdateStatus;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Invalid;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::{Account, EmailChange};
use crate::{Changes, Context, Error, Halt};

/// Asks for another address. What was asked for before is void. The event keeps no more of it than others see.
#[derive(Debug, Input)]
pub struct StartPrimaryEmailUpdate {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
    /// The address.
    pub primary_email: PrimaryEmail,
}

/// The domain of an address, as policies ask about it.
pub(super) fn domain(email: &PrimaryEmail) -> String {
    email.as_str().split_once('@').map(|(_, domain)| domain.to_ascii_lowercase()).unwrap_or_default()
}

impl Operation for StartPrimaryEmailUpdate {
    const ACTION: &'static str = "account:StartPrimaryEmailUpdate";
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
        let email = self.primary_email.as_str().to_owned();
        if email == before.email {
            return Err(Error::from(Invalid::SameEmail).into());
        }
        let happens = Happens { now: ctx.now(), language: ctx.origin.language };
        let (changes, code) = ctx.service.send_code(Changes::new(), (before.id, &email), happens).await?;
        let change = EmailChange { email, asked: ctx.now(), code: Some(code) };
        let after = Account { email_change: Some(change), ..Account::clone(&before) };
        ctx.commit(&permit, changes.update(&before, &after)).await?;
        Ok(UpdateStatus { status: "PENDING" })
    }
}
