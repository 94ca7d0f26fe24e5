//! UpdateSignInSettings: whether everybody needs MFA to sign in to the console.

use model::{Arn, Flag, Input};

use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::Account;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Sets what is demanded. Sessions that are open stay open; whoever signs in next without a device enrols one first.
#[derive(Debug, Input)]
pub struct UpdateSignInSettings {
    /// Whether nobody signs in to the console without MFA.
    #[input(name = "MFARequired")]
    pub mfa_required: Flag,
}

impl Operation for UpdateSignInSettings {
    const ACTION: &'static str = "bartizan:UpdateSignInSettings";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let account = account(ctx).await?;
        let after = Account { mfa_required: self.mfa_required.0, ..Account::clone(&account) };
        ctx.commit(&permit, Changes::new().update(&account, &after)).await?;
        Ok(Empty)
    }
}
