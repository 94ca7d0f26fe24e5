//! DetachUserPolicy: takes a managed policy from a user.

use model::{Input, NewUserName, PolicyArn};

use super::attachments;
use crate::authorize::{RequestKeys, condition_keys};
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::Empty;
use crate::{Context, Halt};

/// Detaches a managed policy from a user.
#[derive(Debug, Input)]
pub struct DetachUserPolicy {
    /// Who.
    pub user_name: NewUserName,
    /// Which policy.
    pub policy_arn: PolicyArn,
}

impl Operation for DetachUserPolicy {
    const ACTION: &'static str = "iam:DetachUserPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::ATTACHING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().one(condition_keys::POLICY_ARN, &self.policy_arn)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        attachments::detach::<User>(ctx, &self.user_name.clone().into(), &self.policy_arn).await
    }
}
