//! DeleteUserPolicy: an inline policy of a user.

use model::{Input, PolicyName, UserName};

use super::inline;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Halt};

/// Deletes an inline policy of a user.
#[derive(Debug, Input)]
pub struct DeleteUserPolicy {
    /// Who.
    pub user_name: UserName,
    /// Which policy.
    pub policy_name: PolicyName,
}

impl Operation for DeleteUserPolicy {
    const ACTION: &'static str = "iam:DeleteUserPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        inline::delete::<User>(ctx, &self.user_name, &self.policy_name).await
    }
}
