//! UntagMFADevice: takes tags away; keys that are not there do not matter.

use model::{Input, SerialNumber};

use super::device;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::OfVirtualDevices;
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::MfaDevice;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from a device.
#[derive(Debug, Input)]
pub struct UntagMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagMfaDevice {
    const ACTION: &'static str = "iam:UntagMFADevice";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["mfa"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = device::authorize(ctx, &self.serial_number, OfVirtualDevices::Tags).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Kept);
        let device = MfaDevice { tags, ..MfaDevice::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &device)).await?;
        Ok(Empty)
    }
}
