//! AttachRolePolicy: gives a role what a managed policy allows and denies.

use model::{Input, PolicyArn, RoleName};

use super::attachments;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::Empty;
use crate::{Context, Halt};

/// Attaches a managed policy to a role.
#[derive(Debug, Input)]
pub struct AttachRolePolicy {
    /// Which role.
    pub role_name: RoleName,
    /// Which policy.
    pub policy_arn: PolicyArn,
}

impl Operation for AttachRolePolicy {
    const ACTION: &'static str = "iam:AttachRolePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ATTACHING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::POLICY_ARN, &self.policy_arn)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        attachments::attach::<Role>(ctx, &self.role_name, &self.policy_arn).await
    }
}
