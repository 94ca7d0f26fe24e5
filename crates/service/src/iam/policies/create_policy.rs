//! CreatePolicy.

use model::{Arn, Input, Path, PolicyDescription, PolicyId, PolicyName, PolicyPath, PolicyText};
use serde::Serialize;
use serde_json::json;

use super::version;
use super::view::PolicyView;
use crate::authorize::{PolicyPlace, RequestKeys, condition_keys};
use crate::error::Quota;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{ManagedPolicy, keys};
use crate::{Changes, Context, Halt};

/// Makes a managed policy, which is attached to nobody yet.
#[derive(Debug, Input)]
pub struct CreatePolicy {
    /// What the policy shall be called.
    pub policy_name: PolicyName,
    /// Where it shall stand.
    pub path: Option<PolicyPath>,
    /// What its first version says.
    pub policy_document: PolicyText,
    /// What it is for.
    pub description: Option<PolicyDescription>,
    /// What is said of it.
    pub tags: Option<Tags>,
}

/// The new policy.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    policy: PolicyView,
}

impl Operation for CreatePolicy {
    const ACTION: &'static str = "iam:CreatePolicy";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let path = self.path.clone().map(Path::from).unwrap_or_default();
        let place = PolicyPlace { path, name: self.policy_name.clone() };
        let arn = Arn::policy(account, &place.path, &place.name);
        let permit = ctx.authorize_vacant::<ManagedPolicy>(&place, &arn).await?;
        let document = version::document(&self.policy_document)?;
        let id = PolicyId::generate(account, ctx.service.entropy.array());
        let policy = ManagedPolicy {
            path: place.path,
            description: self.description.clone(),
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Kept)?,
            ..ManagedPolicy::new(account, id, place.name, document, ctx.now())
        };
        let quota = Quota::POLICIES;
        let changes = Changes::new()
            .put(permit.key(), &policy)
            .count(keys::policy_count(account), 1, quota.limit, quota)
            .responded(json!({ "policy": {
                "path": policy.path.to_string(),
                "policyName": policy.name.to_string(),
                "policyId": policy.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { policy: PolicyView::created(&policy) })
    }
}
