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
    /// What it wants.
    pub password_policy: PasswordPolicyView,
}

/// What an account wants of passwords.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct PasswordPolicyView {
    /// The least number of characters.
    pub minimum_password_length: u32,
    /// Whether there must be a symbol.
    pub require_symbols: bool,
    /// Whether there must be a digit.
    pub require_numbers: bool,
    /// Whether there must be an uppercase letter.
    pub require_uppercase_characters: bool,
    /// Whether there must be a lowercase letter.
    pub require_lowercase_characters: bool,
    /// Whether every user may change the own password.
    pub allow_users_to_change_password: bool,
    expire_passwords: bool,
    /// After so many days a password must be changed, if ever.
    pub max_password_age: Option<u32>,
    /// So many passwords cannot be used again, if any.
    pub password_reuse_prevention: Option<u32>,
    /// Whether only an administrator helps when a password is too old.
    pub hard_expiry: bool,
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
