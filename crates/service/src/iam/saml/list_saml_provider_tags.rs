//! ListSAMLProviderTags: what is said of a provider.

use model::{Input, Marker, ProviderArn, Text};

use super::provider;
use crate::authorize::condition_keys;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of a provider.
#[derive(Debug, Input)]
pub struct ListSamlProviderTags {
    /// Which.
    #[input(name = "SAMLProviderArn")]
    pub arn: ProviderArn,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListSamlProviderTags {
    const ACTION: &'static str = "iam:ListSAMLProviderTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let provider = provider::authorize(ctx, &self.arn).await?;
        let listing = Listing::new(ctx, &[provider.name.as_str()]);
        listing.page_of(&sorted(&provider.tags), self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
