//! DeletePolicyVersion: of any version but the one that holds.

use model::{Input, PolicyArn, PolicyVersionId};

use super::managed::Managed;
use super::version;
use crate::authorize::condition_keys;
use crate::error::{Conflict, Denial};
use crate::operation::{Operation, Sort};
use crate::records::ManagedPolicy;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes a version of a managed policy.
#[derive(Debug, Input)]
pub struct DeletePolicyVersion {
    /// Of which policy.
    pub policy_arn: PolicyArn,
    /// Which version.
    pub version_id: PolicyVersionId,
}

const OUTSIDE: Denial = Denial::PolicyOutsideAccount { cannot: "delete policy versions for policies" };

impl Operation for DeletePolicyVersion {
    const ACTION: &'static str = "iam:DeletePolicyVersion";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = Managed::to_change(ctx, &self.policy_arn, OUTSIDE).await?;
        let number = version::find(&permit, &self.policy_arn, &self.version_id)?.number;
        if number == permit.default_version {
            return Err(Error::from(Conflict::DefaultPolicyVersion).into());
        }
        let mut policy = ManagedPolicy::clone(permit.target());
        policy.versions.retain(|version| version.number != number);
        ctx.commit(&permit, Changes::new().update(permit.target(), &policy)).await?;
        Ok(Empty)
    }
}
