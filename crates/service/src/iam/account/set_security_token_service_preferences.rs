//! SetSecurityTokenServicePreferences: which version of session tokens the global endpoint gives out.
//!
//! At AWS, tokens of the first version hold in regions that every account has, and longer ones of the second version in all. There is one
//! endpoint here, and its tokens hold wherever it is asked: the preference is kept, and shown by GetAccountSummary, for who compares.

use model::{Arn, GlobalEndpointTokenVersion, Input};

use super::alias::account;
use crate::operation::{Operation, Sort};
use crate::records::Account;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Sets the version.
#[derive(Debug, Input)]
pub struct SetSecurityTokenServicePreferences {
    /// Which one.
    pub global_endpoint_token_version: GlobalEndpointTokenVersion,
}

impl Operation for SetSecurityTokenServicePreferences {
    const ACTION: &'static str = "iam:SetSecurityTokenServicePreferences";
    const SORT: Sort = Sort::Change;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let before = account(ctx).await?;
        let second_tokens = self.global_endpoint_token_version == GlobalEndpointTokenVersion::v2Token;
        let after = Account { second_tokens, ..Account::clone(&before) };
        ctx.commit(&permit, Changes::new().update(&before, &after)).await?;
        Ok(Empty)
    }
}
