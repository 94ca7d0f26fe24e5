//! SetDefaultPolicyVersion: which version holds. It takes effect with the next request.

use model::{Input, PolicyArn, PolicyVersionId};

use super::managed::Managed;
use super::version;
use crate::authorize::condition_keys;
use crate::error::Denial;
use crate::operation::{Operation, Sort};
use crate::records::ManagedPolicy;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Says which version of a managed policy holds.
#[derive(Debug, Input)]
pub struct SetDefaultPolicyVersion {
    /// Of which policy.
    pub policy_arn: PolicyArn,
    /// Which version.
    pub version_id: PolicyVersionId,
}

const OUTSIDE: Denial = Denial::PolicyOutsideAccount { cannot: "update policies" };

impl Operation for SetDefaultPolicyVersion {
    const ACTION: &'static str = "iam:SetDefaultPolicyVersion";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = Managed::to_change_version(ctx, &self.policy_arn, &self.version_id, OUTSIDE).await?;
        let default_version = version::find(&permit, &self.policy_arn, &self.version_id)?.number;
        let policy = ManagedPolicy { default_version, ..ManagedPolicy::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &policy)).await?;
        Ok(Empty)
    }
}
