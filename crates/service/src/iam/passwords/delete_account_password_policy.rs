//! DeleteAccountPasswordPolicy: the default rules hold again.

use model::{Arn, Input};

use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes the policy of the account's passwords.
#[derive(Debug, Input)]
pub struct DeleteAccountPasswordPolicy {}

impl Operation for DeleteAccountPasswordPolicy {
    const ACTION: &'static str = "iam:DeleteAccountPasswordPolicy";
    const SORT: Sort = Sort::Change;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let found = ctx.records().password_policy(ctx.account()).await?;
        let policy = found.ok_or_else(|| Error::from(Missing::PasswordPolicyToDelete))?;
        ctx.commit(&permit, Changes::new().remove(&policy)).await?;
        Ok(Empty)
    }
}
