//! `bartizan authenticator`: a software authenticator.

mod watch;

use std::fs::File;
use std::io::{IsTerminal, Read, stdin};
use std::path::Path;

use model::Timestamp;
use serde::Serialize;
use server::{Clock, MonotonicClock};
use zeroize::Zeroizing;

use super::{print_json, print_table};
use crate::arguments::{AuthenticatorCommand, AuthenticatorImport, Format};
use crate::authenticator::{Device, Keep, Passphrase, read_import};
use crate::failure::Failure;
use crate::person::Person;
use crate::terminal::{self, note, print_line};

/// No picture of a QR code has more bytes.
const LARGEST: u64 = 32 * 1_024 * 1_024;

/// Does what is wanted.
pub async fn run(command: AuthenticatorCommand) -> Result<(), Failure> {
    match command {
        AuthenticatorCommand::Add(wanted) => add(wanted).await,
        AuthenticatorCommand::List { passphrase, output } => {
            list(&passphrase.passphrase(), output.format).await
        }
        AuthenticatorCommand::Code { name, pair, skew, passphrase, output } => {
            code(&name, pair, skew.skew, &passphrase.passphrase(), output.format).await
        }
        AuthenticatorCommand::Codes { watch, skew, passphrase, output } => {
            let keep = Keep::open(&passphrase.passphrase()).await?;
            if watch {
                return watch::run(keep.devices, skew.skew).await;
            }
            codes(keep, skew.skew, output.format)
        }
        AuthenticatorCommand::Remove { name, yes, passphrase, output } => {
            remove(&name, yes, &passphrase.passphrase(), output.format).await
        }
    }
}

async fn add(wanted: AuthenticatorImport) -> Result<(), Failure> {
    let AuthenticatorImport { name, file, replace, skew, passphrase, output } = wanted;
    let content = content(file.as_deref()).await?;
    let uri = read_import(&content, &name)?;
    let device = Device { name: name.clone(), uri, skew, spent: None };
    let shown = Listed::of(&device);
    Keep::change(&passphrase.passphrase(), |devices| devices.add(device, replace)).await?;
    match output.format {
        Format::Json => print_json(&shown),
        Format::Text => print_line(&format!(
            "added {name} ({}); its code: bartizan authenticator code {name}",
            shown.sort()
        )),
    }
}

/// What is to be added: a file, standard input, or what somebody types without its being shown.
async fn content(file: Option<&Path>) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let is_stdin = file.is_none_or(|file| file == Path::new("-"));
    if file.is_none() && stdin().is_terminal() {
        let mut person = Person::at_standard_input()?;
        let typed = person.ask_secretly("Seed in base32, or otpauth:// URI (not shown): ").await?;
        return Ok(Zeroizing::new(typed.expose().as_bytes().to_vec()));
    }
    let shown = file.filter(|_| !is_stdin).map_or("standard input".into(), Path::to_string_lossy);
    let unreadable = |error| Failure::of(format!("cannot read {shown}"), error);
    let mut bytes = Zeroizing::new(Vec::with_capacity(64 * 1_024));
    match file.filter(|_| !is_stdin) {
        Some(file) => File::open(file).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes)),
        None => stdin().lock().take(LARGEST).read_to_end(&mut bytes),
    }
    .map_err(unreadable)?;
    Ok(bytes)
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed {
    name: String,
    issuer: Option<String>,
    account: String,
    digits: u8,
    /// How long it shows a code; none, if it has a counter.
    period: Option<u32>,
    skew: i64,
}

impl Listed {
    fn of(device: &Device) -> Self {
        let parameters = device.uri.parameters();
        Self {
            name: device.name.clone(),
            issuer: device.uri.issuer().map(str::to_owned),
            account: device.uri.account().to_owned(),
            digits: parameters.digits,
            period: (!device.is_by_counter()).then_some(parameters.period_secs),
            skew: device.skew,
        }
    }

    fn sort(&self) -> String {
        let often =
            self.period.map_or_else(|| "at a button".to_owned(), |period| format!("every {period} s"));
        format!("{} digits {often}", self.digits)
    }
}

async fn list(passphrase: &Passphrase, format: Format) -> Result<(), Failure> {
    let keep = Keep::open(passphrase).await?;
    let devices: Vec<_> = keep.devices.all().iter().map(Listed::of).collect();
    match format {
        Format::Json => print_json(&devices),
        Format::Text if devices.is_empty() => {
            note("The authenticator has no devices.");
            Ok(())
        }
        Format::Text => {
            let row = |device: &Listed| {
                let skew = if device.skew == 0 { String::new() } else { format!("{:+} s", device.skew) };
                let issuer = device.issuer.clone().unwrap_or_default();
                [device.name.clone(), issuer, device.account.clone(), device.sort(), skew]
            };
            let rows: Vec<_> = devices.iter().map(row).collect();
            print_table(["NAME", "ISSUER", "ACCOUNT", "CODES", "CLOCK"], &rows)
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct ShownCode {
    name: String,
    /// All digits; none of a device with a button, which nobody pressed.
    code: Option<String>,
    seconds_left: Option<u64>,
}

async fn code(
    name: &str,
    pair: bool,
    skew: Option<i64>,
    passphrase: &Passphrase,
    format: Format,
) -> Result<(), Failure> {
    let now = MonotonicClock::new().now();
    if pair {
        let codes = Keep::change(passphrase, |devices| Ok(devices.find(name)?.pair(now, skew))).await?;
        return match format {
            Format::Json => print_json(&codes),
            Format::Text => print_line(&codes.join("\n")),
        };
    }
    // The press of a button is kept before the code is shown: none is shown twice.
    let shown = Keep::change(passphrase, |devices| Ok(devices.find(name)?.show(now, skew))).await?;
    match format {
        Format::Json => print_json(&ShownCode {
            name: name.to_owned(),
            code: Some(shown.digits),
            seconds_left: shown.seconds_left,
        }),
        Format::Text => {
            print_line(&shown.digits)?;
            if let (Some(left), true) = (shown.seconds_left, terminal::is_watched()) {
                note(&format!("for {left} s more"));
            }
            Ok(())
        }
    }
}

/// What all devices show; buttons are not pressed.
fn shown(devices: &mut [Device], now: Timestamp, skew: Option<i64>) -> Vec<ShownCode> {
    let show = |device: &mut Device| {
        let name = device.name.clone();
        if device.is_by_counter() {
            return ShownCode { name, code: None, seconds_left: None };
        }
        let shown = device.show(now, skew);
        ShownCode { name, code: Some(shown.digits), seconds_left: shown.seconds_left }
    };
    devices.iter_mut().map(show).collect()
}

fn codes(mut keep: Keep, skew: Option<i64>, format: Format) -> Result<(), Failure> {
    let codes = shown(keep.devices.all_mut(), MonotonicClock::new().now(), skew);
    match format {
        Format::Json => print_json(&codes),
        Format::Text if codes.is_empty() => {
            note("The authenticator has no devices.");
            Ok(())
        }
        Format::Text => {
            let row = |shown: &ShownCode| {
                let code = shown.code.clone().unwrap_or_else(|| "(press it: code)".to_owned());
                let left = shown.seconds_left.map(|left| format!("{left} s")).unwrap_or_default();
                [shown.name.clone(), code, left]
            };
            let rows: Vec<_> = codes.iter().map(row).collect();
            print_table(["NAME", "CODE", "LEFT"], &rows)
        }
    }
}

async fn remove(name: &str, yes: bool, passphrase: &Passphrase, format: Format) -> Result<(), Failure> {
    // Who mistypes a name is told before being asked.
    Keep::open(passphrase).await?.devices.find(name)?;
    if !yes {
        let mut person = Person::at_standard_input()?;
        if !person.is_there() {
            return Err(Failure::Usage("nobody is there to confirm it: say --yes".to_owned()));
        }
        let question = format!("Forget {name} and its seed? Nothing here brings it back.");
        if !person.agrees(&question).await? {
            return Err(Failure::GivenUp("nothing was removed".to_owned()));
        }
    }
    Keep::change(passphrase, |devices| devices.remove(name)).await?;
    match format {
        Format::Json => print_json(&serde_json::json!({ "Name": name })),
        Format::Text => print_line(&format!("removed {name}")),
    }
}
