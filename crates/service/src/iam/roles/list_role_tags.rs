//! ListRoleTags: what is said of a role.

use model::{Input, Marker, RoleName};

use crate::authorize::condition_keys;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::Role;
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of a role.
#[derive(Debug, Input)]
pub struct ListRoleTags {
    /// Which role.
    pub role_name: RoleName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListRoleTags {
    const ACTION: &'static str = "iam:ListRoleTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["role"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let role = ctx.authorize::<Role>(&self.role_name).await?;
        let listing = Listing::new(ctx, &[role.id.as_str()]);
        listing.page_of(&sorted(&role.tags), self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
