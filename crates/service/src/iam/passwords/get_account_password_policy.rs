//! GetAccountPasswordPolicy.

use model::{Arn, Input};
use serde::Serialize;

use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::records::PasswordPolicy;
use crate::{Context, Error, Halt};

/// Asks what the account wants of passwords.
#[derive(Debug, Input)]
pub struct GetAccountPasswordPolicy {}

/// The policy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Found {
    password_policy: PasswordPolicyView,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct PasswordPolicyView {
    minimum_password_length: u32,
    require_symbols: bool,
    require_numbers: bool,
    require_uppercase_characters: bool,
    require_lowercase_characters: bool,
    allow_users_to_change_password: bool,
    expire_passwords: bool,
    max_password_age: Option<u32>,
    password_reuse_prevention: Option<u32>,
    hard_expiry: bool,
}

impl Operation for GetAccountPasswordPolicy {
    const ACTION: &'static str = "iam:GetAccountPasswordPolicy";
    const SORT: Sort = Sort::Read;
    const ALLOWED_BY_PASSWORD_POLICY: bool = true;
    type Output = Found;

    async fn run(&self, ctx: &Context<'_>) -> Result<Found, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let found = ctx.records().password_policy(ctx.account()).await?;
        let policy = found.ok_or_else(|| Error::from(Missing::PasswordPolicy(ctx.account())))?;
        Ok(Found { password_policy: PasswordPolicyView::of(&policy) })
    }
}

impl PasswordPolicyView {
    fn of(policy: &PasswordPolicy) -> Self {
        Self {
            minimum_password_length: policy.minimum_length,
            require_symbols: policy.require_symbols,
            require_numbers: policy.require_numbers,
            require_uppercase_characters: policy.require_uppercase,
            require_lowercase_characters: policy.require_lowercase,
            allow_users_to_change_password: policy.users_may_change,
            expire_passwords: policy.max_age_days.is_some(),
            max_password_age: policy.max_age_days,
            password_reuse_prevention: policy.reuse_prevention,
            hard_expiry: policy.hard_expiry,
        }
    }
}
