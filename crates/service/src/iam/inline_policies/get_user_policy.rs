//! GetUserPolicy: an inline policy of a user.

use model::{Input, PolicyName, UserName};
use serde::Serialize;

use super::inline;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::User;
use crate::views::DocumentView;
use crate::{Context, Halt};

/// Shows an inline policy of a user.
#[derive(Debug, Input)]
pub struct GetUserPolicy {
    /// Who.
    pub user_name: UserName,
    /// Which policy.
    pub policy_name: PolicyName,
}

/// The policy, under the name as it was asked for: so AWS answers, it is recorded.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    user_name: String,
    policy_name: String,
    /// What it says.
    pub policy_document: DocumentView,
}

impl Operation for GetUserPolicy {
    const ACTION: &'static str = "iam:GetUserPolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let (user, policy_document) = inline::find::<User>(ctx, &self.user_name, &self.policy_name).await?;
        let user_name = user.name.to_string();
        Ok(Shown { user_name, policy_name: self.policy_name.to_string(), policy_document })
    }
}
