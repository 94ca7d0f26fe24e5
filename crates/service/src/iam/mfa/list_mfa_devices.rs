//! ListMFADevices: the devices that are enabled for a user.

use model::{Arn, Input, Marker, Text, UserName};
use serde::Serialize;

use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{EnabledDevice, User};
use crate::views::Moment;
use crate::{Context, Halt, Identity};

/// Lists devices of a user.
#[derive(Debug, Input)]
pub struct ListMfaDevices {
    /// Whose; the caller's, if nobody is named.
    pub user_name: Option<UserName>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of devices.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MfaDevices {
    /// The devices.
    #[serde(rename = "MFADevices")]
    pub devices: Vec<MfaDeviceView>,
    is_truncated: bool,
    marker: Option<String>,
}

/// A device.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct MfaDeviceView {
    user_name: Option<String>,
    /// What names it.
    pub serial_number: String,
    /// Since when it is enabled.
    pub enable_date: Moment,
}

impl Operation for ListMfaDevices {
    const ACTION: &'static str = "iam:ListMFADevices";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = MfaDevices;

    async fn run(&self, ctx: &Context<'_>) -> Result<MfaDevices, Halt> {
        if let (None, Identity::Root(account)) = (&self.user_name, ctx.caller().identity()) {
            ctx.authorize_on(&Arn::root(ctx.account()))?;
            return self.page(ctx, None, &account.root.mfa_devices);
        }
        let name = ctx.named_user(self.user_name.as_ref())?;
        let user = ctx.authorize::<User>(&name).await?;
        self.page(ctx, Some(&user), &user.credentials.mfa_devices)
    }
}

impl ListMfaDevices {
    fn page(
        &self,
        ctx: &Context<'_>,
        user: Option<&User>,
        devices: &[EnabledDevice],
    ) -> Result<MfaDevices, Halt> {
        let name = user.map(|user| user.name.as_str().to_owned());
        let listing = Listing::new(ctx, &[name.as_deref().unwrap_or_default()]);
        let (page, marker) = listing.page_of(devices, self.marker.as_ref(), self.max_items)?;
        let devices = page.into_iter().map(|device| MfaDeviceView {
            user_name: name.clone(),
            serial_number: device.serial.as_str().to_owned(),
            enable_date: Moment(device.enabled),
        });
        Ok(MfaDevices { devices: devices.collect(), is_truncated: marker.is_some(), marker })
    }
}
