//! The page itself. Each section asks its own operation, and shows what it answers or why it was refused.

use askama::Template;
use model::AssignmentStatus;
use service::iam::access_keys::ListAccessKeys;
use service::iam::mfa::{ListVirtualMfaDevices, MfaDeviceUse, ReadMfaDeviceUse, Shows};
use service::iam::passwords::MayChangePassword;
use service::signin::ListConsoleSessions;
use service::{Error, Operation};

use super::recovery_codes::{self, Codes};
use super::sessions::browser;
use super::terminals::{self, Terminal};
use super::{Contact, drift, page_of};
use crate::devices;
use crate::inside::Inside;
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;
use crate::speech::Speech;

/// What a section shows, or why it shows nothing.
pub type Section<T> = Result<T, String>;

#[derive(Template)]
#[template(path = "inside/credentials/overview.html")]
struct Overview {
    page: Page,
    is_root: bool,
    lacks_phone: bool,
    /// From when on a changed e-mail or phone counts, in words.
    settling: Vec<String>,
    has_devices: bool,
    devices: Section<Vec<Device>>,
    unassigned: Vec<String>,
    unassigned_title: String,
    codes: Option<Codes>,
    password: Section<When>,
    keys: Section<Vec<Key>>,
    sessions: Section<Vec<Session>>,
    terminals: Section<Vec<Terminal>>,
}

struct Device {
    serial: String,
    name: String,
    kind: String,
    enabled: When,
    last_used: Option<When>,
    /// How far its clock is off, if it has one.
    clock: String,
}

struct Key {
    id: String,
    is_active: bool,
    created: When,
}

struct Session {
    id: String,
    address: String,
    browser: String,
    begun: When,
    last_seen: When,
    has_mfa: bool,
    is_current: bool,
    /// What its button does, for who cannot see the row.
    sign_out: String,
}

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    let s = inside.visit.speech;
    let notice = match inside.visit.query.value("done") {
        Some("password") => Some(s.say("done-password")),
        Some("resync") => Some(s.say("done-resync")),
        Some("removed") => Some(s.say("done-removed")),
        Some("token-removed") => Some(s.say("done-token-removed")),
        Some("key-removed") => Some(s.say("key-removed")),
        Some("key-renamed") => Some(s.say("key-renamed")),
        Some("deleted") => Some(s.say("done-deleted")),
        Some("key-on") => Some(s.say("done-key-on")),
        Some("key-off") => Some(s.say("done-key-off")),
        Some("key-deleted") => Some(s.say("done-key-deleted")),
        Some("session") => Some(s.say("done-session")),
        Some("codes-deleted") => Some(s.say("codes-deleted")),
        Some("terminal") => Some(s.say("terminals-ended")),
        Some("sessions") => Some(s.say("done-sessions")),
        _ => None,
    };
    let page = page_of(inside);
    render(inside, page.with_notice(notice.map(std::borrow::Cow::into_owned))).await
}

/// The page, with what there is to say.
pub async fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let contact = Contact::of(&inside.caller, inside.visit.now, inside.visit.speech);
    let devices = devices(inside).await?;
    let unassigned = unassigned(inside).await?.unwrap_or_default();
    let count = i64::try_from(unassigned.len()).unwrap_or(i64::MAX);
    Reply::page(&Overview {
        page,
        unassigned_title: inside.visit.speech.count("unassigned-devices", "count", count).into_owned(),
        unassigned,
        is_root: contact.is_some(),
        lacks_phone: contact.as_ref().is_some_and(|contact| contact.lacks_phone),
        settling: contact.map(|contact| contact.settling).unwrap_or_default(),
        has_devices: devices.as_ref().is_ok_and(|devices| !devices.is_empty()),
        devices,
        codes: recovery_codes::section(inside).await?,
        password: password(inside).await?,
        keys: keys(inside).await?,
        sessions: sessions(inside).await?,
        terminals: terminals::list(inside).await?,
    })
}

/// What an operation answers a section; that the service failed is no refusal.
pub async fn ask<O: Operation>(inside: &Inside<'_>, input: &O) -> Result<Section<O::Output>, Error> {
    match inside.visit.call(&inside.caller, input).await {
        Ok(output) => Ok(Ok(output)),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(error) => Ok(Err(inside.visit.words(&error))),
    }
}

async fn devices(inside: &Inside<'_>) -> Result<Section<Vec<Device>>, Error> {
    let s = inside.visit.speech;
    let asked = ask(inside, &ReadMfaDeviceUse { user_name: None }).await?;
    let shown = |device: &MfaDeviceUse| Device {
        serial: device.serial.to_string(),
        name: device.name().to_owned(),
        kind: devices::kind(&device.serial, s),
        enabled: device.enabled.into(),
        last_used: device.last_used.map(When::from),
        clock: clock(device, s),
    };
    Ok(asked.map(|devices| devices.iter().map(shown).collect()))
}

fn clock(device: &MfaDeviceUse, s: Speech) -> String {
    match (device.drift_ms, device.shows) {
        (Some(drift), _) => drift::words(drift, s),
        (None, Some(Shows::Every(_))) => s.say("unknown").into_owned(),
        // It counts how often its button was pressed.
        (None, Some(Shows::OnPress) | None) => s.say("clock-none").into_owned(),
    }
}

/// Devices that belong to nobody: what stays of one that could be deactivated and not deleted.
async fn unassigned(inside: &Inside<'_>) -> Result<Section<Vec<String>>, Error> {
    let assignment_status = Some(AssignmentStatus::Unassigned);
    let input = ListVirtualMfaDevices { assignment_status, marker: None, max_items: None };
    let page = ask(inside, &input).await?;
    Ok(page.map(|page| page.devices.into_iter().map(|device| device.serial_number).collect()))
}

async fn password(inside: &Inside<'_>) -> Result<Section<When>, Error> {
    let asked = ask(inside, &MayChangePassword {}).await?;
    Ok(asked.and_then(|answer| answer.map(When::from).map_err(|error| inside.visit.words(&error))))
}

async fn keys(inside: &Inside<'_>) -> Result<Section<Vec<Key>>, Error> {
    let input = ListAccessKeys { user_name: None, marker: None, max_items: None };
    let page = ask(inside, &input).await?;
    let shown = |key: service::iam::access_keys::AccessKeyView| Key {
        is_active: key.status == "Active",
        created: key.create_date.0.into(),
        id: key.access_key_id,
    };
    Ok(page.map(|page| page.access_key_metadata.into_iter().map(shown).collect()))
}

async fn sessions(inside: &Inside<'_>) -> Result<Section<Vec<Session>>, Error> {
    let sessions = ask(inside, &ListConsoleSessions {}).await?;
    let speech = inside.visit.speech;
    let shown = |session: service::signin::SessionView| {
        let browser = match browser(&session.user_agent) {
            // Not every program says what it is; a row without a name could not be read out.
            "" => speech.say("unknown").into_owned(),
            name => name.to_owned(),
        };
        let (by, from) = (("browser", browser.as_str()), ("address", session.address.as_str()));
        Session {
            sign_out: speech.say2("sign-out-named", by, from).into_owned(),
            browser,
            id: session.id,
            address: session.address,
            begun: session.created.into(),
            last_seen: session.last_seen.into(),
            has_mfa: session.has_mfa,
            is_current: session.is_current,
        }
    };
    Ok(sessions.map(|sessions| sessions.into_iter().map(shown).collect()))
}
