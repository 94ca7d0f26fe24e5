//! PutGroupPolicy: a policy that is one group's alone.

use model::{GroupName, Input, PolicyName, PolicyText};

use super::inline;
use crate::operation::{Operation, Sort};
use crate::records::Group;
use crate::views::Empty;
use crate::{Context, Halt};

/// Gives a group an inline policy, in place of the one of that name.
#[derive(Debug, Input)]
pub struct PutGroupPolicy {
    /// Which group.
    pub group_name: GroupName,
    /// What the policy shall be called.
    pub policy_name: PolicyName,
    /// What it shall say.
    pub policy_document: PolicyText,
}

impl Operation for PutGroupPolicy {
    const ACTION: &'static str = "iam:PutGroupPolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        inline::put::<Group>(ctx, &self.group_name, &self.policy_name, &self.policy_document).await
    }
}
