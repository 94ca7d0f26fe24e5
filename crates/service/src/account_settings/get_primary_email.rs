//! GetPrimaryEmail: the address that the root user signs in with, and the one that is asked for in its place.

use model::{Arn, EmailAddress, Input, Timestamp};

use super::sees_all;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks for the root user's address.
#[derive(Debug, Input)]
pub struct GetPrimaryEmail {}

/// The address: whole for the root user, partly hidden for others.
#[derive(Clone, Debug)]
pub struct PrimaryEmail {
    /// The one that holds.
    pub email: String,
    /// The one that is asked for.
    pub asked: Option<AskedEmail>,
}

/// An address that is asked for.
#[derive(Clone, Debug)]
pub struct AskedEmail {
    /// Which.
    pub email: String,
    /// When.
    pub at: Timestamp,
}

impl Operation for GetPrimaryEmail {
    const ACTION: &'static str = "account:GetPrimaryEmail";
    const SORT: Sort = Sort::Read;
    type Output = PrimaryEmail;

    async fn run(&self, ctx: &Context<'_>) -> Result<PrimaryEmail, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let account = account(ctx).await?;
        let shown = |email: &str| match email.parse::<EmailAddress>() {
            Ok(email) if !sees_all(ctx) => email.hidden(),
            _ => email.to_owned(),
        };
        let asked = account.email_change.as_ref();
        Ok(PrimaryEmail {
            email: shown(&account.email),
            asked: asked.map(|change| AskedEmail { email: shown(&change.email), at: change.asked }),
        })
    }
}
