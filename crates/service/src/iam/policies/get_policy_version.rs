//! GetPolicyVersion.

use model::{Input, PolicyArn, PolicyVersionId, Text};
use serde::Serialize;

use super::managed::Managed;
use super::version;
use super::view::{AWS_VERSION, VersionView};
use crate::authorize::condition_keys;
use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::{Context, Error, Halt};

/// Shows what a version of a managed policy says.
#[derive(Debug, Input)]
pub struct GetPolicyVersion {
    /// Of which policy.
    pub policy_arn: PolicyArn,
    /// Which version.
    pub version_id: PolicyVersionId,
}

/// The version.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    policy_version: VersionView,
}

impl Operation for GetPolicyVersion {
    const ACTION: &'static str = "iam:GetPolicyVersion";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let policy_version = match Managed::authorized_for_version(ctx, &self.policy_arn, &self.version_id)
            .await?
        {
            Managed::Aws(policy) if self.version_id.as_str() == AWS_VERSION => VersionView::of_aws(policy),
            Managed::Aws(_) => {
                let missing = Missing::PolicyVersion(self.policy_arn.clone(), self.version_id.clone());
                return Err(Error::from(missing).into());
            }
            Managed::Customer(policy) => {
                VersionView::whole(&policy, version::find(&policy, &self.policy_arn, &self.version_id)?)
            }
        };
        Ok(Shown { policy_version })
    }
}
