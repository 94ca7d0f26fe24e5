//! ListMFADeviceTags: what is said of a device.

use model::{Input, Marker, SerialNumber};

use super::device;
use crate::authorize::condition_keys;
use crate::error::OfVirtualDevices;
use crate::iam::tags::sorted;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::views::TagPage;
use crate::{Context, Halt};

/// Lists the tags of a device.
#[derive(Debug, Input)]
pub struct ListMfaDeviceTags {
    /// Which device.
    pub serial_number: SerialNumber,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

impl Operation for ListMfaDeviceTags {
    const ACTION: &'static str = "iam:ListMFADeviceTags";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["mfa"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = TagPage;

    async fn run(&self, ctx: &Context<'_>) -> Result<TagPage, Halt> {
        let device = device::authorize(ctx, &self.serial_number, OfVirtualDevices::Tags).await?;
        let listing = Listing::new(ctx, &[device.id.as_str()]);
        listing.page_of(&sorted(&device.tags), self.marker.as_ref(), self.max_items).map(TagPage::new)
    }
}
