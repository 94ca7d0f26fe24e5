//! GetInstanceProfile.

use model::{Input, InstanceProfileName};
use serde::Serialize;

use super::view::ProfileView;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::InstanceProfile;
use crate::{Context, Halt};

/// Shows an instance profile, with its role.
#[derive(Debug, Input)]
pub struct GetInstanceProfile {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
}

/// The profile.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Shown {
    instance_profile: ProfileView,
}

impl Operation for GetInstanceProfile {
    const ACTION: &'static str = "iam:GetInstanceProfile";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let profile = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        Ok(Shown { instance_profile: ProfileView::whole(ctx, &profile).await? })
    }
}
