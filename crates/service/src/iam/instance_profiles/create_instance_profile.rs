//! CreateInstanceProfile.

use model::{Arn, Input, InstanceProfileId, InstanceProfileName, Path};
use serde::Serialize;
use serde_json::json;

use super::view::ProfileView;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::Quota;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{InstanceProfile, keys};
use crate::{Changes, Context, Halt};

/// Makes an instance profile without a role.
#[derive(Debug, Input)]
pub struct CreateInstanceProfile {
    /// What the profile shall be called.
    pub instance_profile_name: InstanceProfileName,
    /// Where the profile shall stand.
    pub path: Option<Path>,
    /// What is said of it.
    pub tags: Option<Tags>,
}

/// The new profile.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Created {
    instance_profile: ProfileView,
}

impl Operation for CreateInstanceProfile {
    const ACTION: &'static str = "iam:CreateInstanceProfile";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let path = self.path.clone().unwrap_or_default();
        let name = &self.instance_profile_name;
        let arn = Arn::instance_profile(account, &path, name);
        let permit = ctx.authorize_vacant::<InstanceProfile>(name, &arn).await?;
        let profile = InstanceProfile {
            schema: InstanceProfile::SCHEMA,
            account,
            id: InstanceProfileId::generate(account, ctx.service.entropy.array()),
            name: name.clone(),
            path,
            created: ctx.now(),
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Kept)?,
            role: None,
        };
        let quota = Quota::INSTANCE_PROFILES;
        let changes = Changes::new()
            .put(permit.key(), &profile)
            .count(keys::instance_profile_count(account), 1, quota.limit, quota)
            .responded(json!({ "instanceProfile": {
                "path": profile.path.to_string(),
                "instanceProfileName": profile.name.to_string(),
                "instanceProfileId": profile.id.to_string(),
                "arn": arn.as_str(),
            } }));
        ctx.commit(&permit, changes).await?;
        Ok(Created { instance_profile: ProfileView::whole(ctx, &profile).await? })
    }
}
