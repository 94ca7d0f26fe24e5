//! PutRolePolicy: a policy that is one role's alone.

use model::{Input, PolicyName, PolicyText, RoleName};

use super::inline;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Context, Halt};

/// Gives a role an inline policy, in place of the one of that name.
#[derive(Debug, Input)]
pub struct PutRolePolicy {
    /// Which role.
    pub role_name: RoleName,
    /// What the policy shall be called.
    pub policy_name: PolicyName,
    /// What it shall say.
    pub policy_document: PolicyText,
}

impl Operation for PutRolePolicy {
    const ACTION: &'static str = "iam:PutRolePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        inline::put::<Role>(ctx, &self.role_name, &self.policy_name, &self.policy_document).await
    }
}
