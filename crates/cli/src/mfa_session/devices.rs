//! One's own devices, as ListMFADevices has them.

use model::{DeviceKind, SerialNumber, Timestamp};
use serde::Serialize;
use service::Api;

use super::codes::short;
use crate::aws::{Aws, Refusal};
use crate::failure::Failure;
use crate::person::Person;

/// A device that somebody has.
#[derive(Clone, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EnabledDevice {
    /// What sort it is of.
    pub kind: &'static str,
    /// Its serial number.
    #[serde(rename = "SerialNumber")]
    pub serial: String,
    /// Since when.
    pub enable_date: String,
    /// Whose it is.
    pub user_name: String,
}

impl EnabledDevice {
    /// Its name, if it has one; else the serial number.
    pub fn name(&self) -> &str {
        short(&self.serial)
    }

    /// Whether it shows codes: security keys do not.
    pub fn has_codes(&self) -> bool {
        self.kind != SECURITY_KEY
    }

    /// Whether it is a virtual one, which can be deleted.
    pub fn is_virtual(&self) -> bool {
        self.kind == VIRTUAL
    }
}

const VIRTUAL: &str = "virtual device";
const SECURITY_KEY: &str = "security key";

/// The caller's devices.
///
/// # Errors
/// What the server said instead.
pub async fn enabled(aws: &Aws, now: Timestamp) -> Result<Vec<EnabledDevice>, Refusal> {
    let answer = aws.call(Api::Iam, "ListMFADevices", &[], now).await?;
    let members = answer.document.members("MFADevices").iter();
    let device = |member: &crate::aws::Element| {
        let text = |name| member.text(name).map(str::to_owned);
        let serial = text("SerialNumber")?;
        Some(EnabledDevice {
            kind: kind(&serial),
            enable_date: text("EnableDate").unwrap_or_default(),
            user_name: text("UserName").unwrap_or_default(),
            serial,
        })
    };
    Ok(members.filter_map(device).collect())
}

fn kind(serial: &str) -> &'static str {
    match serial.parse::<SerialNumber>().map(|serial| serial.kind()) {
        Ok(DeviceKind::Virtual) => VIRTUAL,
        Ok(DeviceKind::SecurityKey) => SECURITY_KEY,
        Ok(DeviceKind::HardwareToken) | Err(_) => "hardware token",
    }
}

/// Asks which of several.
///
/// # Errors
/// [`Failure::GivenUp`] if somebody answers none.
pub async fn choose<'a>(
    person: &mut Person,
    devices: &'a [EnabledDevice],
    question: &str,
) -> Result<&'a EnabledDevice, Failure> {
    person.say(question);
    for (number, device) in devices.iter().enumerate() {
        let (number, since) = (number + 1, device.enable_date.get(..10).unwrap_or_default());
        person.say(&format!("  {number}  {} ({}, since {since})", device.name(), device.kind));
    }
    loop {
        let answer = person.ask(&format!("Number (1 to {}, or q): ", devices.len())).await?;
        if matches!(answer.as_str(), "q" | "quit") {
            return Err(Failure::GivenUp("given up".to_owned()));
        }
        let chosen = answer.parse::<usize>().ok().and_then(|number| devices.get(number.checked_sub(1)?));
        let named = || devices.iter().find(|device| device.name() == answer || device.serial == answer);
        match chosen.or_else(named) {
            Some(device) => return Ok(device),
            None => person.say("That is none of them."),
        }
    }
}
