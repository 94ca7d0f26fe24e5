//! `/console/mfa-devices`: virtual devices that belong to nobody.

use askama::Template;
use service::Error;
use service::iam::mfa::{DeleteVirtualMfaDevice, ListVirtualMfaDevices};

use super::Inside;
use super::section::{Section, Wrong, ask, submit};
use super::user::done;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/users/spare.html")]
struct Spare {
    page: Page,
    serials: Section<Vec<String>>,
    next: Option<String>,
}

const HERE: &str = "/console/mfa-devices";

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("devices-title").with_notice(done(inside))).await
}

async fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let mut known = vec![("AssignmentStatus", "Unassigned"), ("MaxItems", "50")];
    known.extend(inside.visit.query.value("marker").map(|marker| ("Marker", marker)));
    let found = ask::<ListVirtualMfaDevices>(inside, &known).await?;
    let marker = found.as_ref().ok().and_then(|found| found.marker.clone());
    let serials = found.map(|found| found.devices.into_iter().map(|device| device.serial_number).collect());
    let next = marker.map(|marker| format!("{HERE}?marker={}", encoded(&marker)));
    Reply::page(&Spare { page, serials, next })
}

/// Deletes a device.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let input = inside.visit.input::<DeleteVirtualMfaDevice>(&[], &["SerialNumber"]);
    match submit(inside, input, HERE).await? {
        Ok(_) => Ok(inside.visit.go("/console/mfa-devices?done=device-deleted")),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, inside.page("devices-title").with(problems)).await,
    }
}
