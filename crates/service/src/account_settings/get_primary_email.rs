//! GetPrimaryEmail: the address that the root user signs in with; for the console, also what is asked for in its place, and until when
//! another one recovers.

use model::{AccountId, Input, Timestamp};
use serde::Serialize;

use super::authorize;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks for the root user's address.
#[derive(Debug, Input)]
pub struct GetPrimaryEmail {
    /// The account: the caller's own.
    pub account_id: Option<AccountId>,
}

/// The address.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PrimaryEmailView {
    /// The one that holds.
    pub primary_email: String,
    /// The one that is asked for.
    #[serde(skip)]
    pub asked: Option<AskedEmail>,
    /// When the one that holds recovers too, if it does not yet, and which does until then.
    #[serde(skip)]
    pub settles: Option<(Timestamp, String)>,
}

/// An address that is asked for.
#[derive(Clone, Debug)]
pub struct AskedEmail {
    /// Which.
    pub email: String,
    /// When.
    pub at: Timestamp,
    /// Until when its code is taken, if one was sent.
    pub code_until: Option<Timestamp>,
}

impl Operation for GetPrimaryEmail {
    const ACTION: &'static str = "account:GetPrimaryEmail";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["account"];
    type Output = PrimaryEmailView;

    async fn run(&self, ctx: &Context<'_>) -> Result<PrimaryEmailView, Halt> {
        authorize(ctx, self.account_id)?;
        let account = account(ctx).await?;
        let asked = account.email_change.as_ref().map(|change| AskedEmail {
            email: change.email.clone(),
            at: change.asked,
            code_until: change.code.as_ref().map(|code| code.until).filter(|until| ctx.now() < *until),
        });
        let recovers = account.recovery_email(ctx.now()).to_owned();
        let settles = account.email_settles(ctx.now()).map(|until| (until, recovers));
        Ok(PrimaryEmailView { primary_email: account.email.clone(), asked, settles })
    }
}
