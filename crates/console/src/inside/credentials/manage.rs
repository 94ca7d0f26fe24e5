//! "Manage MFA device": which device, and whether to resynchronize or to remove it.

use askama::Template;
use model::{DeviceKind, SerialNumber};
use service::Error;
use service::iam::mfa::{MfaDeviceUse, ReadMfaDeviceUse};

use super::HERE;
use crate::devices;
use crate::inside::Inside;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::{encoded, is_key};

#[derive(Template)]
#[template(path = "inside/credentials/manage.html")]
struct Manage {
    page: Page,
    devices: Vec<Choice>,
    /// Whether one of them can be renamed.
    has_keys: bool,
    /// What to do with which lost device, after a recovery.
    advice: Option<Advice>,
}

/// Which kinds there are, as the advice about them differs.
struct Advice {
    has_virtual: bool,
    has_key: bool,
    has_token: bool,
}

impl Advice {
    fn about(devices: &[MfaDeviceUse]) -> Self {
        let has = |kind| devices.iter().any(|device| device.serial.kind() == kind);
        Self {
            has_virtual: has(DeviceKind::Virtual),
            has_key: has(DeviceKind::SecurityKey),
            has_token: has(DeviceKind::HardwareToken),
        }
    }
}

struct Choice {
    serial: String,
    name: String,
    kind: String,
}

/// The page; without any device, the wizard.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let notice = match visit.query.value("note") {
        Some("in-step") => Some(visit.speech.say("key-in-step").into_owned()),
        Some("only-keys") => Some(visit.speech.say("key-only-renamed").into_owned()),
        _ => None,
    };
    let page = inside.page("manage-mfa-device").with_notice(notice);
    match visit.call(&inside.caller, &ReadMfaDeviceUse { user_name: None }).await {
        Ok(devices) if devices.is_empty() => Ok(visit.go(&format!("{HERE}/mfa/assign"))),
        Ok(devices) => {
            let has_keys = devices.iter().any(|device| is_key(&device.serial));
            let advice = inside.caller.is_recovered().then(|| Advice::about(&devices));
            let devices = devices.iter().map(|device| Choice {
                serial: device.serial.to_string(),
                name: device.name().to_owned(),
                kind: devices::kind(&device.serial, visit.speech),
            });
            Reply::page(&Manage { page, devices: devices.collect(), has_keys, advice })
        }
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => {
            let page = page.with_trouble(visit.words(&error));
            Reply::page(&Manage { page, devices: Vec::new(), has_keys: false, advice: None })
        }
    }
}

/// To what was chosen.
pub fn go_on(inside: &Inside<'_>) -> Reply {
    let visit = inside.visit;
    let serial = encoded(visit.query.value("SerialNumber").unwrap_or_default());
    let is_key = named(inside).is_some_and(|serial| is_key(&serial));
    match visit.query.value("what") {
        Some("resync") if is_key => visit.go(&format!("{HERE}/mfa?note=in-step")),
        Some("rename") if is_key => visit.go(&format!("{HERE}/mfa/rename?SerialNumber={serial}")),
        Some("rename") => visit.go(&format!("{HERE}/mfa?note=only-keys")),
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
