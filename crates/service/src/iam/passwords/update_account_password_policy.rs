//! UpdateAccountPasswordPolicy: what the account wants of passwords, all of it anew: what is not said gets its default.

use model::{Arn, Flag, Input, Whole};

use crate::operation::{Operation, Sort};
use crate::records::{PasswordPolicy, keys};
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Sets the policy of the account's passwords.
#[derive(Debug, Input)]
pub struct UpdateAccountPasswordPolicy {
    /// The least number of characters.
    pub minimum_password_length: Option<Whole<6, 128>>,
    /// Whether there must be a symbol.
    pub require_symbols: Option<Flag>,
    /// Whether there must be a digit.
    pub require_numbers: Option<Flag>,
    /// Whether there must be an uppercase letter.
    pub require_uppercase_characters: Option<Flag>,
    /// Whether there must be a lowercase letter.
    pub require_lowercase_characters: Option<Flag>,
    /// Whether every user may change the own password.
    pub allow_users_to_change_password: Option<Flag>,
    /// After so many days a password must be changed.
    pub max_password_age: Option<Whole<1, 1_095>>,
    /// So many passwords cannot be used again.
    pub password_reuse_prevention: Option<Whole<1, 24>>,
    /// Whether only an administrator helps when a password is too old.
    pub hard_expiry: Option<Flag>,
}

/// The least length where none is said.
const SHORTEST: u32 = 6;

impl Operation for UpdateAccountPasswordPolicy {
    const ACTION: &'static str = "iam:UpdateAccountPasswordPolicy";
    const SORT: Sort = Sort::Change;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let is_set = |flag: Option<Flag>| flag.is_some_and(|flag| flag.0);
        let policy = PasswordPolicy {
            schema: PasswordPolicy::SCHEMA,
            minimum_length: self.minimum_password_length.map_or(SHORTEST, count),
            require_symbols: is_set(self.require_symbols),
            require_numbers: is_set(self.require_numbers),
            require_uppercase: is_set(self.require_uppercase_characters),
            require_lowercase: is_set(self.require_lowercase_characters),
            users_may_change: is_set(self.allow_users_to_change_password),
            max_age_days: self.max_password_age.map(count),
            reuse_prevention: self.password_reuse_prevention.map(count),
            hard_expiry: is_set(self.hard_expiry),
        };
        // Whichever was set last holds: what was there before is not looked at.
        let changes = Changes::new().put(keys::password_policy(ctx.account()), &policy);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}

fn count<const MIN: i32, const MAX: i32>(number: Whole<MIN, MAX>) -> u32 {
    number.number().unsigned_abs()
}
