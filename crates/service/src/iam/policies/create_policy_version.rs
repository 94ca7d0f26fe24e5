//! CreatePolicyVersion.

use model::{Flag, Input, PolicyArn, PolicyText};
use serde::Serialize;
use serde_json::json;

use super::managed::Managed;
use super::version;
use super::view::{VersionView, version_id};
use crate::authorize::condition_keys;
use crate::error::{Denial, Error, Limit};
use crate::operation::{Operation, Sort};
use crate::{Changes, Context, Halt};

/// Makes a version of a managed policy, which holds from now on if that is said.
#[derive(Debug, Input)]
pub struct CreatePolicyVersion {
    /// Of which policy.
    pub policy_arn: PolicyArn,
    /// What the version says.
    pub policy_document: PolicyText,
    /// Whether it holds from now on.
    pub set_as_default: Option<Flag>,
}

/// The new version, without what it says.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    policy_version: VersionView,
}

const OUTSIDE: Denial = Denial::PolicyOutsideAccount { cannot: "create versions for policies" };

impl Operation for CreatePolicyVersion {
    const ACTION: &'static str = "iam:CreatePolicyVersion";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Created;

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let permit = Managed::to_change(ctx, &self.policy_arn, OUTSIDE).await?;
        let document = version::document(&self.policy_document)?;
        let is_default = self.set_as_default.is_some_and(|Flag(is_default)| is_default);
        let policy = permit.with_version(document, ctx.now(), is_default);
        let policy = policy.ok_or(Error::LimitExceeded(Limit::PolicyVersions))?;
        let changes = Changes::new().update(permit.target(), &policy).responded(json!({ "policyVersion": {
            "versionId": version_id(policy.last_version), "isDefaultVersion": is_default,
        } }));
        ctx.commit(&permit, changes).await?;
        let version = policy.versions.last().map(|version| VersionView::listed(&policy, version));
        version.map(|policy_version| Created { policy_version }).ok_or(Halt::Moved)
    }
}
