//! DetachRolePolicy: takes a managed policy from a role.

use model::{Input, PolicyArn, RoleName};

use super::attachments;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Context, Halt};

/// Detaches a managed policy from a role.
#[derive(Debug, Input)]
pub struct DetachRolePolicy {
    /// Which role.
    pub role_name: RoleName,
    /// Which policy.
    pub policy_arn: PolicyArn,
}

impl Operation for DetachRolePolicy {
    const ACTION: &'static str = "iam:DetachRolePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ATTACHING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::POLICY_ARN, &self.policy_arn)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        attachments::detach::<Role>(ctx, &self.role_name, &self.policy_arn).await
    }
}
