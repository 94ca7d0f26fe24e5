//! PutUserPolicy: a policy that is one user's alone.

use model::{Input, PolicyName, PolicyText, UserName};

use super::inline;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Halt};

/// Gives a user an inline policy, in place of the one of that name.
#[derive(Debug, Input)]
pub struct PutUserPolicy {
    /// Who.
    pub user_name: UserName,
    /// What the policy shall be called.
    pub policy_name: PolicyName,
    /// What it shall say.
    pub policy_document: PolicyText,
}

impl Operation for PutUserPolicy {
    const ACTION: &'static str = "iam:PutUserPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        inline::put::<User>(ctx, &self.user_name, &self.policy_name, &self.policy_document).await
    }
}
