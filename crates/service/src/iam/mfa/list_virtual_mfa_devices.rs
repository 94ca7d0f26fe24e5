//! ListVirtualMFADevices: the virtual devices of the account, and whose they are.

use model::{Arn, AssignmentStatus, Input, Marker};
use serde::Serialize;

use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::records::{Assignment, MfaDevice, Owner, User, keys};
use crate::views::{Moment, UserView};
use crate::{Context, Halt};

/// Lists virtual devices.
/// A device.
#[derive(Debug, Input)]
pub struct ListVirtualMfaDevices {
    /// Which of them; all, if nothing is said.
    pub assignment_status: Option<AssignmentStatus>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of devices.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VirtualMfaDevices {
    /// The devices.
    #[serde(rename = "VirtualMFADevices")]
    pub devices: Vec<VirtualMfaDeviceView>,
    is_truncated: bool,
    /// Where the next page begins, if there is one.
    pub marker: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct VirtualMfaDeviceView {
    /// What names it.
    pub serial_number: String,
    user: Option<UserView>,
    enable_date: Option<Moment>,
}

impl Operation for ListVirtualMfaDevices {
    const ACTION: &'static str = "iam:ListVirtualMFADevices";
    const SORT: Sort = Sort::Read;
    type Output = VirtualMfaDevices;

    async fn run(&self, ctx: &Context<'_>) -> Result<VirtualMfaDevices, Halt> {
        ctx.authorize_on(&Arn::kind(ctx.account(), "mfa", "/"))?;
        let wanted = self.assignment_status.unwrap_or(AssignmentStatus::Any);
        let listing = Listing::new(ctx, &[wanted.as_str()]);
        let is_wanted = |device: &MfaDevice| is_wanted(wanted, device);
        let page =
            listing.scan_page(keys::MFA_DEVICES, self.marker.as_ref(), self.max_items, is_wanted).await?;
        let mut devices = Vec::with_capacity(page.entries.len());
        for device in &page.entries {
            devices.push(view(ctx, device).await?);
        }
        Ok(VirtualMfaDevices { devices, is_truncated: page.marker.is_some(), marker: page.marker })
    }
}

fn is_wanted(wanted: AssignmentStatus, device: &MfaDevice) -> bool {
    match wanted {
        AssignmentStatus::Any => true,
        AssignmentStatus::Assigned => device.assignment != Assignment::Unassigned,
        AssignmentStatus::Unassigned => device.assignment == Assignment::Unassigned,
    }
}

async fn view(ctx: &Context<'_>, device: &MfaDevice) -> Result<VirtualMfaDeviceView, Halt> {
    let serial_number = device.arn().to_string();
    let Assignment::Enabled { owner, at } = &device.assignment else {
        return Ok(VirtualMfaDeviceView { serial_number, user: None, enable_date: None });
    };
    let user = match owner {
        Owner::User(id) => {
            ctx.records().by_id::<User>(ctx.account(), id.as_str()).await?.map(|user| UserView::listed(&user))
        }
        // A role has no devices.
        Owner::Role(_) | Owner::Vouched(_) => None,
        Owner::Root => ctx.records().account(ctx.account()).await?.map(|account| UserView::root(&account)),
    };
    Ok(VirtualMfaDeviceView { serial_number, user, enable_date: Some(Moment(*at)) })
}
