//! `/console`: what there is, and what the account's safety wants.

use askama::Template;
use service::{Error, Identity};

use super::Inside;
use super::credentials::Contact;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/dashboard.html")]
struct Dashboard {
    page: Page,
    is_root: bool,
    /// Whether nobody could call the root user.
    lacks_phone: bool,
    /// From when on a changed e-mail or phone counts, in words.
    settling: Vec<String>,
    has_devices: bool,
    has_one_device: bool,
    has_mfa: bool,
}

/// The page.
#[expect(clippy::unused_async, reason = "sections that ask operations come here")]
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let devices = inside.caller.credentials().map_or(0, |credentials| credentials.mfa_devices.len());
    let contact = Contact::of(&inside.caller, inside.visit.now, inside.visit.speech);
    Reply::page(&Dashboard {
        page: inside.page("dashboard-title"),
        is_root: matches!(inside.caller.identity(), Identity::Root(_)),
        lacks_phone: contact.as_ref().is_some_and(|contact| contact.lacks_phone),
        settling: contact.map(|contact| contact.settling).unwrap_or_default(),
        has_devices: devices > 0,
        has_one_device: devices == 1,
        has_mfa: inside.caller.has_mfa(),
    })
}
