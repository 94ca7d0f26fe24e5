//! CancelPrimaryEmailUpdate: another root e-mail is not wanted any more. AWS has nothing like it: there a request dies by itself.

use model::{Arn, Input};

use crate::error::Missing;
use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::Account;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Takes back what was asked for.
#[derive(Debug, Input)]
pub struct CancelPrimaryEmailUpdate {}

impl Operation for CancelPrimaryEmailUpdate {
    const ACTION: &'static str = "bartizan:CancelPrimaryEmailUpdate";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::account(ctx.account()))?;
        let before = account(ctx).await?;
        if before.email_change.is_none() {
            return Err(Error::from(Missing::PrimaryEmailUpdate).into());
        }
        let after = Account { email_change: None, ..Account::clone(&before) };
        ctx.commit(&permit, Changes::new().update(&before, &after)).await?;
        Ok(Empty)
    }
}
