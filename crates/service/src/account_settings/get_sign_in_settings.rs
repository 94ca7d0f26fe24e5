//! GetSignInSettings: what the account demands of everybody who signs in.

use model::{Arn, Input};

use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks what is demanded.
#[derive(Debug, Input)]
pub struct GetSignInSettings {}

/// What is demanded.
#[derive(Clone, Copy, Debug)]
pub struct SignInSettings {
    /// Whether nobody signs in to the console without MFA.
    pub mfa_required: bool,
}

impl Operation for GetSignInSettings {
    const ACTION: &'static str = "bartizan:GetSignInSettings";
    const SORT: Sort = Sort::Read;
    type Output = SignInSettings;

    async fn run(&self, ctx: &Context<'_>) -> Result<SignInSettings, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Ok(SignInSettings { mfa_required: account(ctx).await?.mfa_required })
    }
}
