//! `bartizan device add`: from a QR code to a device that is enabled, or nothing is left.

use data_encoding::BASE64;
use mfa::{OtpauthUri, Totp};
use model::Secret;
use serde::Serialize;
use server::Clock;

use super::own::{Own, User, explained};
use super::pair::{Answered, Pairs};
use super::picture::{self, Look};
use super::{diagnosis, words};
use crate::arguments::{AddArguments, Format};
use crate::authenticator::{Device, Keep, of_picture};
use crate::aws::{Answer, Refusal};
use crate::commands::print_json;
use crate::failure::Failure;
use crate::mfa_session::CodeSource;
use crate::person::Person;
use crate::terminal::{note, print_line};

/// How many names are tried for a device that was given none.
const NAMES: u32 = 9;

/// A device that was made, and is nobody's yet.
struct New {
    name: String,
    serial: String,
    uri: OtpauthUri,
    /// What the QR code says.
    text: Secret<String>,
}

/// Sets up a device.
pub async fn run(arguments: &AddArguments) -> Result<(), Failure> {
    let mut person = Person::at_standard_input()?;
    if !arguments.in_authenticator && !person.is_there() {
        return Err(Failure::Usage(
            "somebody has to scan a QR code and type two codes: run it at a terminal, or say --in-authenticator".to_owned(),
        ));
    }
    let own = Own::find(&arguments.connection)?;
    let user = own.user().await?;
    let has_devices = !own.devices().await?.is_empty();
    let own = own.for_changes(has_devices, &CodeSource::of(&arguments.codes), &person).await?;
    let new = create(&own, arguments.name.as_deref(), &user).await?;
    let enabled = if arguments.in_authenticator {
        enable_here(&own, &user, &new, arguments).await
    } else {
        enable_elsewhere(&own, &user, &new, arguments, &mut person).await
    };
    match enabled {
        Ok(offset) => told(&user, &new, offset, arguments.output.format),
        Err(failure) => {
            remove(&own, &new.name, &new.serial).await;
            Err(failure)
        }
    }
}

async fn create(own: &Own, name: Option<&str>, user: &User) -> Result<New, Failure> {
    let names: Vec<String> = match name {
        Some(name) => vec![name.to_owned()],
        None => {
            let others = (2..=NAMES).map(|number| format!("{}-{number}", user.name));
            std::iter::once(user.name.clone()).chain(others).collect()
        }
    };
    for candidate in &names {
        match own.iam("CreateVirtualMFADevice", &[("VirtualMFADeviceName", candidate)]).await {
            Ok(answer) => return made(own, candidate, &answer).await,
            Err(refusal) if refusal.is("EntityAlreadyExists") && name.is_none() => {}
            Err(refusal) if refusal.is("EntityAlreadyExists") => {
                return Err(Failure::Failed(format!(
                    "there is a device called {candidate} in this account already: choose another name"
                )));
            }
            Err(refusal) => return Err(explained(refusal)),
        }
    }
    Err(Failure::Failed(format!("all of {} are taken: choose a name", names.join(", "))))
}

/// The device that an answer tells of.
async fn made(own: &Own, name: &str, answer: &Answer) -> Result<New, Failure> {
    let unlike = || Failure::Failed("the server did not answer as bartizan does: is it one?".to_owned());
    let serial = answer.document.text("SerialNumber").ok_or_else(unlike)?;
    let picture = answer.document.text("QRCodePNG").and_then(|text| BASE64.decode(text.as_bytes()).ok());
    match picture.ok_or_else(unlike).and_then(|picture| of_picture(&picture)) {
        Ok((uri, text)) => Ok(New { name: name.to_owned(), serial: serial.to_owned(), uri, text }),
        Err(failure) => {
            remove(own, name, serial).await;
            Err(failure)
        }
    }
}

/// Enables it with codes that somebody reads from an app.
async fn enable_elsewhere(
    own: &Own,
    user: &User,
    new: &New,
    arguments: &AddArguments,
    person: &mut Person,
) -> Result<Option<i64>, Failure> {
    let totp = Totp::new(new.uri.secret(), new.uri.parameters());
    let look = Look::of(arguments.background);
    person.say(&format!(
        "Setting up {} for {} of account {}. Scan this with an authenticator app on your phone:\n",
        new.name, user.name, user.account
    ));
    let is_shown = picture::show(person, look, new.text.expose())?;
    if arguments.show_seed || !is_shown {
        show_seed(person, new);
    }
    person.explain(
        "Then type two codes that the app shows one after the other.\n(s: show the seed, Enter: the QR code again, q: give up)",
    );
    let mut pairs = Pairs::of_new_device();
    loop {
        let codes = match pairs.ask(person).await? {
            Answered::Codes(codes) => codes,
            Answered::Seed => {
                show_seed(person, new);
                continue;
            }
            Answered::Picture => {
                picture::show(person, look, new.text.expose())?;
                continue;
            }
        };
        let seen = diagnosis::look(&totp, &codes, own.clock.now());
        if let Some(why) = seen.in_words() {
            person.explain(&why);
            continue;
        }
        pairs.sent(&codes);
        match enable(own, user, new, &codes).await {
            Ok(offset) => return Ok(offset),
            Err(refusal) if refusal.is("InvalidAuthenticationCode") => {
                person.explain(&seen.refused_in_words());
            }
            Err(refusal) if refusal.is("Throttling") => pairs.pause(person).await?,
            Err(refusal) => return Err(explained(refusal)),
        }
    }
}

fn show_seed(person: &Person, new: &New) {
    let seed = new.uri.secret().to_base32();
    let groups: Vec<_> = seed.expose().as_bytes().chunks(4).map(String::from_utf8_lossy).collect();
    person.explain(&format!(
        "The seed, for an app without a camera (time-based, six digits, 30 seconds). Whoever has it has your codes:\n\n{}",
        groups.join(" ")
    ));
}

/// Keeps its seed here, and enables it with the codes that come of it.
async fn enable_here(
    own: &Own,
    user: &User,
    new: &New,
    arguments: &AddArguments,
) -> Result<Option<i64>, Failure> {
    let passphrase = arguments.codes.passphrase.passphrase();
    let device = Device { name: new.name.clone(), uri: new.uri.clone(), skew: 0, spent: None };
    let now = own.clock.now();
    let codes = Keep::change(&passphrase, |devices| {
        devices.add(device, false)?;
        Ok(devices.find(&new.name)?.pair(now, None))
    });
    let codes = codes.await?.map(Secret::new);
    match enable(own, user, new, &codes).await {
        Ok(offset) => Ok(offset),
        Err(refusal) => {
            let removed = Keep::change(&passphrase, |devices| devices.remove(&new.name)).await;
            if let Err(failure) = removed {
                note(&format!("{} stays in the authenticator: {}", new.name, failure.into_words()));
            }
            Err(explained(refusal))
        }
    }
}

async fn enable(
    own: &Own,
    user: &User,
    new: &New,
    codes: &[Secret<String>; 2],
) -> Result<Option<i64>, Refusal> {
    let fields = [
        ("UserName", user.name.as_str()),
        ("SerialNumber", &new.serial),
        ("AuthenticationCode1", codes[0].expose()),
        ("AuthenticationCode2", codes[1].expose()),
    ];
    own.iam("EnableMFADevice", &fields).await.map(|answer| answer.clock_offset)
}

/// Nothing stays of a device that nobody has: it would be in the way of the next try.
async fn remove(own: &Own, name: &str, serial: &str) {
    match own.iam("DeleteVirtualMFADevice", &[("SerialNumber", serial)]).await {
        Ok(_) => note(&format!("The unfinished device {name} was removed again.")),
        Err(refusal) if refusal.is("DeleteConflict") => {
            note(&format!("{name} was enabled all the same: see bartizan device list"));
        }
        // Policies seldom let users delete devices: whoever may could delete those of others that nobody has enabled yet.
        Err(refusal) if refusal.is("AccessDenied") => note(&format!(
            "The unfinished device {name} stays, because you may not delete devices; the next try takes another name. An administrator \
             removes it: aws iam delete-virtual-mfa-device --serial-number {serial}"
        )),
        Err(refusal) => note(&format!(
            "The unfinished device stays ({}). To remove it: aws iam delete-virtual-mfa-device --serial-number {serial}",
            Failure::from(refusal).into_words()
        )),
    }
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Outcome<'a> {
    user_name: &'a str,
    name: &'a str,
    serial_number: &'a str,
    clock_offset_seconds: Option<i64>,
}

fn told(user: &User, new: &New, offset: Option<i64>, format: Format) -> Result<(), Failure> {
    if format == Format::Json {
        return print_json(&Outcome {
            user_name: &user.name,
            name: &new.name,
            serial_number: &new.serial,
            clock_offset_seconds: offset,
        });
    }
    let clock = offset.map(|seconds| format!("\n{}", words::clock(seconds))).unwrap_or_default();
    print_line(&format!(
        "\n{} is enabled for {} ({}).{clock}\nTo use it: bartizan session, or bartizan login",
        new.name, user.name, new.serial
    ))
}
