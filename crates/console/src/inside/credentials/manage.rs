//! "Manage MFA device": which device, and whether to resynchronize or to remove it.

use askama::Template;
use model::SerialNumber;
use service::Error;
use service::iam::mfa::ReadMfaDeviceUse;

use super::HERE;
use crate::devices;
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/credentials/manage.html")]
struct Manage {
    page: Page,
    devices: Vec<Choice>,
}

struct Choice {
    serial: String,
    name: String,
    kind: String,
}

/// The page; without any device, the wizard.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = inside.page("manage-mfa-device");
    match visit.call(&inside.caller, &ReadMfaDeviceUse { user_name: None }).await {
        Ok(devices) if devices.is_empty() => Ok(visit.go(&format!("{HERE}/mfa/assign"))),
        Ok(devices) => {
            let devices = devices.iter().map(|device| Choice {
                serial: device.serial.to_string(),
                name: device.name().to_owned(),
                kind: devices::kind(&device.serial, visit.speech),
            });
            Reply::page(&Manage { page, devices: devices.collect() })
        }
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => {
            Reply::page(&Manage { page: page.with_trouble(visit.words(&error)), devices: Vec::new() })
        }
    }
}

/// To what was chosen.
pub fn go_on(inside: &Inside<'_>) -> Reply {
    let visit = inside.visit;
    let serial = encoded(visit.query.value("SerialNumber").unwrap_or_default());
    match visit.query.value("what") {
        Some("resync") => visit.go(&format!("{HERE}/mfa/resync?SerialNumber={serial}")),
        Some("remove") => visit.go(&format!("{HERE}/mfa/remove?SerialNumber={serial}")),
        _ => visit.go(&format!("{HERE}/mfa")),
    }
}

/// The device that a page is about, as it was named.
pub fn named(inside: &Inside<'_>) -> Option<SerialNumber> {
    let visit = inside.visit;
    let serial = visit.form.value("SerialNumber").or_else(|| visit.query.value("SerialNumber"))?;
    serial.parse().ok()
}
