//! ListPolicyTags: what is said of a managed policy. AWS's own have no tags.

use model::{Input, Marker, PolicyArn};

use super::managed::Managed;
use crate::authorize::condition_keys;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of a managed policy.
#[derive(Debug, Input)]
pub struct ListPolicyTags {
    /// Which policy.
    pub policy_arn: PolicyArn,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListPolicyTags {
    const ACTION: &'static str = "iam:ListPolicyTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["policy"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let policy = Managed::authorized(ctx, &self.policy_arn).await?;
        let tags = match &policy {
            Managed::Aws(_) => Vec::new(),
            Managed::Customer(policy) => sorted(&policy.tags),
        };
        let listing = Listing::new(ctx, &[policy.id()]);
        listing.page_of(&tags, self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
