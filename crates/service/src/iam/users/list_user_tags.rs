//! ListUserTags: what is said of a user.

use model::{Input, Marker, UserName};

use crate::authorize::condition_keys;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::User;
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of a user.
#[derive(Debug, Input)]
pub struct ListUserTags {
    /// Who.
    pub user_name: UserName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListUserTags {
    const ACTION: &'static str = "iam:ListUserTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let user = ctx.authorize::<User>(&self.user_name).await?;
        let listing = Listing::new(ctx, &[user.id.as_str()]);
        listing.page_of(&sorted(&user.tags), self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
