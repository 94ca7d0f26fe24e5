//! TagMFADevice: says something of a device. Tag keys of devices differ by case.

use model::{Input, SerialNumber};

use super::device;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{InvalidInput, OfVirtualDevices};
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::MfaDevice;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a device.
#[derive(Debug, Input)]
pub struct TagMfaDevice {
    /// Which device.
    pub serial_number: SerialNumber,
    /// What to say of it.
    pub tags: Tags,
}

impl Operation for TagMfaDevice {
    const ACTION: &'static str = "iam:TagMFADevice";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["mfa"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = device::authorize(ctx, &self.serial_number, OfVirtualDevices::Tags).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Kept)?;
        let device = MfaDevice { tags, ..MfaDevice::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &device)).await?;
        Ok(Empty)
    }
}
