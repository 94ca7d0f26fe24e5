//! CreateAccountAlias: the name that the account goes by where people sign in.

use model::{AccountAlias, Arn, Input};

use super::alias::Renaming;
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Context, Halt};

/// Gives the account an alias, in place of the one that it has.
#[derive(Debug, Input)]
pub struct CreateAccountAlias {
    /// The alias.
    pub account_alias: AccountAlias,
}

impl Operation for CreateAccountAlias {
    const ACTION: &'static str = "iam:CreateAccountAlias";
    const SORT: Sort = Sort::Change;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let renaming = Renaming::of_caller(ctx).await?.take(ctx, &self.account_alias).await?;
        renaming.commit(ctx, &permit).await?;
        Ok(Empty)
    }
}
