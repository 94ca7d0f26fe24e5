//! "Manage MFA device", of somebody else: resynchronize it, or take it away.

use askama::Template;
use model::{DeviceKind, SerialNumber};
use service::Error;
use service::iam::mfa::{
    DeactivateMfaDevice, DeleteVirtualMfaDevice, ReadMfaDeviceUse, RenameSecurityKey, ResyncMfaDevice, Shows,
};

use super::section::{Wrong, ask, submit};
use super::user::{page_of, path};
use super::{Inside, credentials, stolen};
use crate::devices;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::{encoded, is_key};

#[derive(Template)]
#[template(path = "inside/users/device.html")]
struct Manage {
    page: Page,
    name: String,
    /// Where forms go.
    here: String,
    back: String,
    serial: String,
    /// Which device, and whose.
    whose: String,
    choice: Choice,
    kind: DeviceKind,
    /// What a security key is called.
    key_name: String,
    /// How to get the second of two codes.
    go_on: String,
    /// Whether it was said that it was stolen.
    is_stolen: bool,
}

/// What a form says where the device was stolen.
const STOLEN: &str = "Stolen";

/// What is to be done with the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Open,
    Resync,
    Rename,
    Remove,
}

impl Choice {
    fn of(word: Option<&str>) -> Self {
        match word {
            Some("resync") => Self::Resync,
            Some("rename") => Self::Rename,
            Some("remove") => Self::Remove,
            _ => Self::Open,
        }
    }
}

impl Manage {
    fn is_open(&self) -> bool {
        self.choice == Choice::Open
    }

    fn is_resync(&self) -> bool {
        self.choice == Choice::Resync
    }

    fn is_rename(&self) -> bool {
        self.choice == Choice::Rename
    }

    fn is_key(&self) -> bool {
        self.kind == DeviceKind::SecurityKey
    }
}

/// The page: what to do, or what was chosen.
pub async fn show(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let query = &inside.visit.query;
    match query.value("SerialNumber") {
        Some(serial) => render(inside, name, serial, Choice::of(query.value("choice")), title(inside)).await,
        None => Ok(inside.visit.go(&credentials::here(name))),
    }
}

fn title(inside: &Inside<'_>) -> Page {
    inside.page("users-manage-title")
}

async fn render(
    inside: &Inside<'_>,
    name: &str,
    serial: &str,
    choice: Choice,
    page: Page,
) -> Result<Reply, Error> {
    // What is no serial number is a link that somebody made up.
    let Ok(number) = serial.parse::<SerialNumber>() else {
        return Ok(inside.visit.go(&credentials::here(name)));
    };
    // Only security keys are renamed, and only others are ever out of step.
    let choice = match (choice, is_key(&number)) {
        (Choice::Resync, true) | (Choice::Rename, false) => Choice::Open,
        (choice, _) => choice,
    };
    let typed = inside.visit.form.value("SecurityKeyName").map(|name| name.chars().take(256).collect());
    let shows = shows(inside, name, &number).await?;
    Reply::page(&Manage {
        page,
        name: name.to_owned(),
        here: format!("{}/mfa/manage", path(name)),
        back: credentials::here(name),
        serial: serial.to_owned(),
        whose: inside
            .visit
            .speech
            .say2("users-manage-whose", ("device", serial), ("user", name))
            .into_owned(),
        choice,
        kind: number.kind(),
        key_name: typed.unwrap_or_else(|| devices::name(&number).to_owned()),
        go_on: devices::how_to_go_on(shows, inside.visit.speech),
        // Who comes back from proving a factor has the choice in the address.
        is_stolen: [&inside.visit.form, &inside.visit.query]
            .iter()
            .any(|given| given.value(STOLEN) == Some("true")),
    })
}

/// When the device shows another code; what most devices do, if that may not be asked.
async fn shows(inside: &Inside<'_>, name: &str, serial: &SerialNumber) -> Result<Shows, Error> {
    let used = ask::<ReadMfaDeviceUse>(inside, &[("UserName", name)]).await?;
    let used = used.unwrap_or_default().into_iter().find(|device| device.serial == *serial);
    Ok(used.and_then(|device| device.shows).unwrap_or(Shows::HALF_A_MINUTE))
}

/// Does what was chosen.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    let visit = inside.visit;
    let serial = visit.typed("SerialNumber");
    let choice = Choice::of(visit.form.value("choice"));
    let word = match choice {
        Choice::Resync => "resync",
        Choice::Rename => "rename",
        Choice::Open | Choice::Remove => "remove",
    };
    let back = format!("{}/mfa/manage?SerialNumber={}&choice={word}", path(name), encoded(serial));
    let known = [("UserName", name)];
    let wrong = match choice {
        Choice::Open => return Ok(visit.go(&credentials::here(name))),
        Choice::Resync => {
            let fields = ["SerialNumber", "AuthenticationCode1", "AuthenticationCode2"];
            match submit(inside, visit.input::<ResyncMfaDevice>(&known, &fields), &back).await? {
                Ok(_) => return Ok(visit.go(&format!("{}?done=resynchronized", credentials::here(name)))),
                Err(wrong) => wrong,
            }
        }
        Choice::Rename => {
            let fields = ["SerialNumber", "SecurityKeyName"];
            match submit(inside, visit.input::<RenameSecurityKey>(&known, &fields), &back).await? {
                Ok(_) => return Ok(visit.go(&format!("{}?done=key-renamed", credentials::here(name)))),
                Err(wrong) => wrong,
            }
        }
        Choice::Remove if visit.typed(STOLEN) == "true" => {
            match stolen::take(inside, name, &format!("{back}&{STOLEN}=true")).await? {
                Ok(reply) => return Ok(reply),
                Err(wrong) => wrong,
            }
        }
        Choice::Remove => {
            match submit(inside, visit.input::<DeactivateMfaDevice>(&known, &["SerialNumber"]), &back).await?
            {
                Ok(_) => return delete(inside, name, serial).await,
                Err(wrong) => wrong,
            }
        }
    };
    match wrong {
        Wrong::Detour(reply) => Ok(reply),
        Wrong::Said(problems) => render(inside, name, serial, choice, title(inside).with(problems)).await,
    }
}

/// Deletes the device that was deactivated, and goes back.
async fn delete(inside: &Inside<'_>, name: &str, serial: &str) -> Result<Reply, Error> {
    let visit = inside.visit;
    let done = format!("{}?done=removed", credentials::here(name));
    match deleted(inside, serial, &done).await? {
        Ok(()) => Ok(visit.go(&done)),
        Err(Wrong::Detour(reply)) => Ok(reply),
        // It belongs to nobody now, and the page says so beside the reason.
        Err(Wrong::Said(problems)) => {
            let notice = visit.speech.say("users-removed-but-listed").into_owned();
            let page = page_of(inside, name).with_notice(Some(notice)).with(problems);
            credentials::render(inside, name, page).await
        }
    }
}

/// Deletes a virtual device that was deactivated; what is no virtual one is kept for whoever has it next.
pub async fn deleted(inside: &Inside<'_>, serial: &str, back: &str) -> Result<Result<(), Wrong>, Error> {
    let is_virtual = serial.parse().is_ok_and(|serial: SerialNumber| serial.kind() == DeviceKind::Virtual);
    if !is_virtual {
        return Ok(Ok(()));
    }
    let input = inside.visit.input::<DeleteVirtualMfaDevice>(&[], &["SerialNumber"]);
    Ok(submit(inside, input, back).await?.map(drop))
}
