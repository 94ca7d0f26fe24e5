//! ListInstanceProfileTags: what is said of an instance profile.

use model::{Input, InstanceProfileName, Marker};

use crate::authorize::condition_keys;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::InstanceProfile;
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of an instance profile.
#[derive(Debug, Input)]
pub struct ListInstanceProfileTags {
    /// Which profile.
    pub instance_profile_name: InstanceProfileName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListInstanceProfileTags {
    const ACTION: &'static str = "iam:ListInstanceProfileTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["instance-profile"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let profile = ctx.authorize::<InstanceProfile>(&self.instance_profile_name).await?;
        let listing = Listing::new(ctx, &[profile.id.as_str()]);
        listing.page_of(&sorted(&profile.tags), self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
