//! DeleteRolePolicy: an inline policy of a role.

use model::{Input, PolicyName, RoleName};

use super::inline;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Context, Halt};

/// Deletes an inline policy of a role.
#[derive(Debug, Input)]
pub struct DeleteRolePolicy {
    /// Which role.
    pub role_name: RoleName,
    /// Which policy.
    pub policy_name: PolicyName,
}

impl Operation for DeleteRolePolicy {
    const ACTION: &'static str = "iam:DeleteRolePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::BOUNDED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        inline::delete::<Role>(ctx, &self.role_name, &self.policy_name).await
    }
}
