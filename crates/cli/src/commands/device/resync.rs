//! `bartizan device resync`: two codes tell how far a device's clock is off.

use model::Secret;
use serde::Serialize;

use super::own::{Own, explained};
use super::pair::{Answered, Pairs};
use super::words;
use crate::arguments::Format;
use crate::aws::Refusal;
use crate::commands::print_json;
use crate::failure::Failure;
use crate::mfa_session::{CodeSource, EnabledDevice};
use crate::person::Person;
use crate::terminal::print_line;

/// What a pair must be.
const WANTED: &str = "\
The server did not accept these two codes. They must be two that the device showed one directly after the other, the older first, \
and neither may have been used before, not at a sign-in either.\n\
If they were just that, its clock is off by more than a user can mend: slow by more than 20 minutes, which takes a session with MFA \
or an administrator, or wrong by more than eight hours.";

/// Resynchronizes a device.
pub async fn run(own: &Own, named: Option<&str>, codes: &CodeSource, format: Format) -> Result<(), Failure> {
    let mut person = Person::at_standard_input()?;
    let devices = own.devices().await?.into_iter().filter(EnabledDevice::has_codes).collect();
    let device = own.device(named, devices, &mut person, "Which device is out of step?").await?;
    let offset = match codes.pair(&own.clock).await? {
        Some(codes) => resync(own, &device, &codes).await.map_err(refused)?,
        None => asked(own, &device, &mut person).await?,
    };
    told(&device, offset, format)
}

async fn asked(own: &Own, device: &EnabledDevice, person: &mut Person) -> Result<Option<i64>, Failure> {
    person.explain(&format!(
        "Type two codes that {} shows one after the other; at a device with a button, press it for each. (q: give up)",
        device.name()
    ));
    let mut pairs = Pairs::of_device();
    loop {
        // Seed and picture are what only new devices have.
        let Answered::Codes(codes) = pairs.ask(person).await? else { continue };
        pairs.sent(&codes);
        let refusal = match resync(own, device, &codes).await {
            Ok(offset) => return Ok(offset),
            Err(refusal) => refusal,
        };
        if !person.is_there() {
            return Err(refused(refusal));
        }
        if refusal.is("InvalidAuthenticationCode") {
            person.explain(WANTED);
        } else if refusal.is("Throttling") {
            pairs.pause(person).await?;
        } else {
            return Err(explained(refusal));
        }
    }
}

fn refused(refusal: Refusal) -> Failure {
    if refusal.is("InvalidAuthenticationCode") {
        return Failure::Codes(WANTED.to_owned());
    }
    if refusal.is("Throttling") {
        return Failure::Codes(
            "after several wrong codes the server looks at none for a while: try again later".to_owned(),
        );
    }
    explained(refusal)
}

async fn resync(
    own: &Own,
    device: &EnabledDevice,
    codes: &[Secret<String>; 2],
) -> Result<Option<i64>, Refusal> {
    let fields = [
        ("UserName", device.user_name.as_str()),
        ("SerialNumber", &device.serial),
        ("AuthenticationCode1", codes[0].expose()),
        ("AuthenticationCode2", codes[1].expose()),
    ];
    own.iam("ResyncMFADevice", &fields).await.map(|answer| answer.clock_offset)
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Outcome<'a> {
    serial_number: &'a str,
    clock_offset_seconds: Option<i64>,
}

fn told(device: &EnabledDevice, offset: Option<i64>, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return print_json(&Outcome { serial_number: &device.serial, clock_offset_seconds: offset });
    }
    let clock = offset.map(|seconds| format!(" {}", words::clock(seconds))).unwrap_or_default();
    print_line(&format!("\n{} is in step again.{clock}", device.name()))
}
