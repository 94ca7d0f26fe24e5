//! DeleteGroupPolicy: an inline policy of a group.

use model::{GroupName, Input, PolicyName};

use super::inline;
use crate::operation::{Operation, Sort};
use crate::records::Group;
use crate::views::Empty;
use crate::{Context, Halt};

/// Deletes an inline policy of a group.
#[derive(Debug, Input)]
pub struct DeleteGroupPolicy {
    /// Which group.
    pub group_name: GroupName,
    /// Which policy.
    pub policy_name: PolicyName,
}

impl Operation for DeleteGroupPolicy {
    const ACTION: &'static str = "iam:DeleteGroupPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        inline::delete::<Group>(ctx, &self.group_name, &self.policy_name).await
    }
}
