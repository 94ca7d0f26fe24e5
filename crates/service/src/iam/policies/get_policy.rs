//! GetPolicy.

use model::{Input, PolicyArn};
use serde::Serialize;

use super::managed::Managed;
use super::view::PolicyView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::{Context, Halt};

/// Shows a managed policy, but not what it says: its versions do.
#[derive(Debug, Input)]
pub struct GetPolicy {
    /// Which policy.
    pub policy_arn: PolicyArn,
}

/// The policy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    policy: PolicyView,
}

impl Operation for GetPolicy {
    const ACTION: &'static str = "iam:GetPolicy";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let policy = Managed::authorized(ctx, &self.policy_arn).await?;
        Ok(Shown { policy: PolicyView::whole(ctx, &policy).await? })
    }
}
