//! GetAccountInformation: what people call the account.

use model::{Arn, Input, Timestamp};

use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks what the account is called.
#[derive(Debug, Input)]
pub struct GetAccountInformation {}

/// What it is called, and since when it exists.
#[derive(Clone, Debug)]
pub struct AccountInformation {
    /// The name.
    pub name: String,
    /// Since when.
    pub created: Timestamp,
}

impl Operation for GetAccountInformation {
    const ACTION: &'static str = "account:GetAccountInformation";
    const SORT: Sort = Sort::Read;
    type Output = AccountInformation;

    async fn run(&self, ctx: &Context<'_>) -> Result<AccountInformation, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let account = account(ctx).await?;
        Ok(AccountInformation { name: account.name.clone(), created: account.created })
    }
}
