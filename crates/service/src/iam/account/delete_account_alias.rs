//! DeleteAccountAlias: the account goes by its number again.

use model::{AccountAlias, Arn, Input};

use super::alias::Renaming;
use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Gives up the account's alias, which is named so that nobody takes away another than the one that is meant.
#[derive(Debug, Input)]
pub struct DeleteAccountAlias {
    /// The alias.
    pub account_alias: AccountAlias,
}

impl Operation for DeleteAccountAlias {
    const ACTION: &'static str = "iam:DeleteAccountAlias";
    const SORT: Sort = Sort::Change;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let renaming = Renaming::of_caller(ctx).await?;
        if renaming.alias() != Some(&self.account_alias) {
            return Err(Error::from(Missing::AccountAlias(self.account_alias.clone())).into());
        }
        renaming.give_up(ctx).await?.commit(ctx, &permit).await?;
        Ok(Empty)
    }
}
