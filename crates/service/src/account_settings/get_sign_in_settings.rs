//! GetSignInSettings: what the account demands of everybody who signs in.

use model::{Arn, Input};

use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Asks what is demanded.
#[derive(Debug, Input)]
pub struct GetSignInSettings {}

/// What is demanded.
#[derive(Clone, Debug)]
pub struct SignInSettings {
    /// Whether nobody signs in to the console without MFA.
    pub mfa_required: bool,
    /// Whom somebody asks who cannot sign in.
    pub help_text: Option<String>,
    /// Whether users may have recovery codes.
    pub user_recovery_codes: bool,
}

impl Operation for GetSignInSettings {
    const ACTION: &'static str = "bartizan:GetSignInSettings";
    const SORT: Sort = Sort::Read;
    type Output = SignInSettings;

    async fn run(&self, ctx: &Context<'_>) -> Result<SignInSettings, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let account = account(ctx).await?;
        Ok(SignInSettings {
            mfa_required: account.mfa_required,
            help_text: account.help_text.clone(),
            user_recovery_codes: account.user_recovery_codes,
        })
    }
}
