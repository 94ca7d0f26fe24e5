//! "Manage MFA device": which device, and whether to resynchronize or to remove it.

use askama::Template;
use model::{DeviceKind, SerialNumber};
use service::iam::mfa::{MfaDeviceUse, ReadMfaDeviceUse};
use service::{Error, Identity};

use super::HERE;
use super::recovery_codes::words_of_left;
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
    /// How the session came about, and what it is for.
    what: String,
    has_virtual: bool,
    has_key: bool,
    has_token: bool,
}

impl Advice {
    /// None, where a device vouched.
    async fn about(inside: &Inside<'_>, devices: &[MfaDeviceUse]) -> Result<Option<Self>, Error> {
        if !inside.caller.is_recovered() {
            return Ok(None);
        }
        let has = |kind| devices.iter().any(|device| device.serial.kind() == kind);
        Ok(Some(Self {
            what: what(inside).await?,
            has_virtual: has(DeviceKind::Virtual),
            has_key: has(DeviceKind::SecurityKey),
            has_token: has(DeviceKind::HardwareToken),
        }))
    }
}

/// What let somebody in who has lost a device.
async fn what(inside: &Inside<'_>) -> Result<String, Error> {
    let s = inside.visit.speech;
    if !inside.caller.is_recovered_by_code() {
        return Ok(s.say("recovered-what").into_owned());
    }
    let words = match inside.caller.identity() {
        Identity::User(_) => s.say("codes-session-user"),
        _ => s.say("codes-session"),
    };
    let left = words_of_left(inside).await?.unwrap_or_default();
    Ok(format!("{words} {left}"))
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
            let advice = Advice::about(inside, &devices).await?;
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
            let advice = Advice::about(inside, &[]).await?;
            Reply::page(&Manage { page, devices: Vec::new(), has_keys: false, advice })
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
