//! GetGroupPolicy: an inline policy of a group.

use model::{GroupName, Input, PolicyName};
use serde::Serialize;

use super::inline;
use crate::operation::{Operation, Sort};
use crate::records::Group;
use crate::views::DocumentView;
use crate::{Context, Halt};

/// Shows an inline policy of a group.
#[derive(Debug, Input)]
pub struct GetGroupPolicy {
    /// Which group.
    pub group_name: GroupName,
    /// Which policy.
    pub policy_name: PolicyName,
}

/// The policy, under the name as it was asked for: so AWS answers, it is recorded.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    group_name: String,
    policy_name: String,
    /// What it says.
    pub policy_document: DocumentView,
}

impl Operation for GetGroupPolicy {
    const ACTION: &'static str = "iam:GetGroupPolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["group"];
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let (group, policy_document) =
            inline::find::<Group>(ctx, &self.group_name, &self.policy_name).await?;
        let group_name = group.name.to_string();
        Ok(Shown { group_name, policy_name: self.policy_name.to_string(), policy_document })
    }
}
