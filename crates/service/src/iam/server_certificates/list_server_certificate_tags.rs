//! ListServerCertificateTags: what is said of a server certificate.

use model::{Input, Marker, ServerCertificateName};

use crate::authorize::condition_keys;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::ServerCertificate;
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of a server certificate.
#[derive(Debug, Input)]
pub struct ListServerCertificateTags {
    /// Which certificate.
    pub server_certificate_name: ServerCertificateName,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListServerCertificateTags {
    const ACTION: &'static str = "iam:ListServerCertificateTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["server-certificate"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let certificate = ctx.authorize::<ServerCertificate>(&self.server_certificate_name).await?;
        let listing = Listing::new(ctx, &[certificate.id.as_str()]);
        listing.page_of(&sorted(&certificate.tags), self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
