//! The tab "Security credentials": password, MFA devices and what went wrong with them, access keys. Each section is authorized by
//! itself, and each form is of one of them.

use askama::Template;
use service::Error;
use service::iam::mfa::ListMfaDevices;

use super::Inside;
use super::failures::Failures;
use super::keys::Key;
use super::password::Profile;
use super::section::{Section, ask};
use super::user::{Tab, Whose, page_of, path};
use super::{keys, password};
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/users/credentials.html")]
struct Credentials {
    page: Page,
    whose: Whose,
    /// Where forms go.
    here: String,
    /// Where the account's users sign in.
    sign_in_address: String,
    profile: Section<Option<Profile>>,
    must_change: bool,
    devices: Section<Vec<Device>>,
    /// Whether a device was just taken away: whoever has it may know the password too.
    remind_of_password: bool,
    failures: Section<Failures>,
    keys: Section<Vec<Key>>,
}

/// A device that is assigned to the user.
struct Device {
    serial: String,
    since: When,
    /// Where it is managed.
    href: String,
}

impl Credentials {
    /// A user has eight at most (facts C1).
    fn can_have_more_devices(&self) -> bool {
        self.devices.as_ref().is_ok_and(|devices| devices.len() < 8)
    }

    /// And two of these.
    fn can_have_more_keys(&self) -> bool {
        self.keys.as_ref().map_or(true, |keys| keys.len() < 2)
    }
}

/// The page.
pub async fn show(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    render(inside, name, page_of(inside, name)).await
}

/// The page, with what went well or wrong.
pub async fn render(inside: &Inside<'_>, name: &str, page: Page) -> Result<Reply, Error> {
    let visit = inside.visit;
    let devices = ask::<ListMfaDevices>(inside, &[("UserName", name), ("MaxItems", "1000")]).await?;
    let devices = devices.map(|found| {
        let devices = found.devices.into_iter().map(|device| Device {
            href: format!("{}/mfa/manage?SerialNumber={}", path(name), encoded(&device.serial_number)),
            serial: device.serial_number,
            since: device.enable_date.into(),
        });
        devices.collect()
    });
    let public_url = &visit.console.options.public_url;
    Reply::page(&Credentials {
        whose: Whose::new(name, Tab::Credentials),
        here: here(name),
        sign_in_address: format!("{public_url}/signin/{}", inside.caller.account()),
        profile: password::profile(inside, name).await?,
        must_change: visit.typed("Password").is_empty() || visit.typed("PasswordResetRequired") == "true",
        devices,
        remind_of_password: page.notice.is_some()
            && (visit.query.value("done") == Some("removed") || visit.typed("choice") == "remove"),
        failures: Failures::of(inside, name).await?,
        keys: keys::list(inside, name).await?,
        page,
    })
}

/// Where the page is.
pub fn here(name: &str) -> String {
    format!("{}/credentials", path(name))
}

/// Does what one of the forms asks for.
pub async fn take(inside: &Inside<'_>, name: &str) -> Result<Reply, Error> {
    match inside.visit.typed("do") {
        "password-create" | "password-reset" | "password-delete" => password::take(inside, name).await,
        _ => keys::take(inside, name).await,
    }
}
