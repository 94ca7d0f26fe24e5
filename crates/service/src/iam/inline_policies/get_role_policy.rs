//! GetRolePolicy: an inline policy of a role.

use model::{Input, PolicyName, RoleName};
use serde::Serialize;

use super::inline;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::Role;
use crate::views::DocumentView;
use crate::{Context, Halt};

/// Shows an inline policy of a role.
#[derive(Debug, Input)]
pub struct GetRolePolicy {
    /// Which role.
    pub role_name: RoleName,
    /// Which policy.
    pub policy_name: PolicyName,
}

/// The policy, under the name as it was asked for: so AWS answers, it is recorded.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    role_name: String,
    policy_name: String,
    policy_document: DocumentView,
}

impl Operation for GetRolePolicy {
    const ACTION: &'static str = "iam:GetRolePolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let (role, policy_document) = inline::find::<Role>(ctx, &self.role_name, &self.policy_name).await?;
        let role_name = role.name.to_string();
        Ok(Shown { role_name, policy_name: self.policy_name.to_string(), policy_document })
    }
}
