//! ListInstanceProfiles.

use model::{Arn, Input, Marker, PathPrefix, Text};
use serde::Serialize;

use super::view::ProfileView;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{InstanceProfile, keys};
use crate::{Context, Halt};

/// Lists the instance profiles of the account, by name.
#[derive(Debug, Input)]
pub struct ListInstanceProfiles {
    /// Only those whose path begins so.
    pub path_prefix: Option<PathPrefix>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of profiles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Profiles {
    /// The profiles.
    pub instance_profiles: Vec<ProfileView>,
    /// Whether there may be more.
    pub is_truncated: bool,
    /// Where the next page begins.
    pub marker: Option<String>,
}

impl Operation for ListInstanceProfiles {
    const ACTION: &'static str = "iam:ListInstanceProfiles";
    const SORT: Sort = Sort::Read;
    type Output = Profiles;

    async fn run(&self, ctx: &Context<'_>) -> Result<Profiles, Halt> {
        let prefix = self.path_prefix.as_ref().map_or("/", Text::as_str);
        ctx.authorize_on(&Arn::kind(ctx.account(), "instance-profile", prefix))?;
        let listing = Listing::new(ctx, &[prefix]);
        let is_wanted = |profile: &InstanceProfile| profile.path.as_str().starts_with(prefix);
        let page = listing
            .scan_page(keys::INSTANCE_PROFILES, self.marker.as_ref(), self.max_items, is_wanted)
            .await?;
        let mut instance_profiles = Vec::with_capacity(page.entries.len());
        for profile in &page.entries {
            instance_profiles.push(ProfileView::listed(ctx, profile).await?);
        }
        Ok(Profiles { instance_profiles, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}
