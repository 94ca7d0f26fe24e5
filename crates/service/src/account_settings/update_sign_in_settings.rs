//! UpdateSignInSettings: whether everybody needs MFA to sign in to the console, whom those ask who
//! cannot, and whether users may have recovery codes.

use model::{Arn, Flag, HelpText, Input, Text};

use crate::iam::account::account;
use crate::operation::{Operation, Sort};
use crate::records::Account;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Sets what is given, and leaves what is not. Sessions that are open stay open; whoever signs in next without a device enrols one first.
#[derive(Debug, Input)]
pub struct UpdateSignInSettings {
    /// Whether nobody signs in to the console without MFA.
    #[input(name = "MFARequired")]
    pub mfa_required: Option<Flag>,
    /// Whom users ask who cannot sign in: shown to who gave the right password. An empty text takes it away.
    pub help_text: Option<HelpText>,
    /// Whether users may have recovery codes. Where they no longer may, those that they have open nothing.
    pub user_recovery_codes: Option<Flag>,
}

impl Operation for UpdateSignInSettings {
    const ACTION: &'static str = "bartizan:UpdateSignInSettings";
    const SORT: Sort = Sort::Change;
    const NEEDS_FRESH_FACTOR: bool = true;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let account = account(ctx).await?;
        let mut after = Account::clone(&account);
        if let Some(required) = self.mfa_required {
            after.mfa_required = required.0;
        }
        if let Some(text) = &self.help_text {
            let text = text.as_str().trim();
            after.help_text = (!text.is_empty()).then(|| text.to_owned());
        }
        if let Some(allowed) = self.user_recovery_codes {
            after.user_recovery_codes = allowed.0;
        }
        ctx.commit(&permit, Changes::new().update(&account, &after)).await?;
        Ok(Empty)
    }
}
