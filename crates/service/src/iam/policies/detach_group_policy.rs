//! DetachGroupPolicy: takes a managed policy from a group.

use model::{GroupName, Input, PolicyArn};

use super::attachments;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::Group;
use crate::views::Empty;
use crate::{Context, Halt};

/// Detaches a managed policy from a group.
#[derive(Debug, Input)]
pub struct DetachGroupPolicy {
    /// Which group.
    pub group_name: GroupName,
    /// Which policy.
    pub policy_arn: PolicyArn,
}

impl Operation for DetachGroupPolicy {
    const ACTION: &'static str = "iam:DetachGroupPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ATTACHING_TO_GROUP;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::POLICY_ARN, &self.policy_arn)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        attachments::detach::<Group>(ctx, &self.group_name, &self.policy_arn).await
    }
}
