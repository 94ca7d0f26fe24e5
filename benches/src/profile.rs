//! Calls without a socket, again and again, for a profiler to look at: instructions counted by `valgrind --tool=callgrind` do
//! not depend on who else is on the machine.

use std::str::FromStr;

use data_encoding::BASE64;
use mfa::{Parameters, Seed, Totp};
use store_sqlite::{Options, SqliteStore};

use crate::client::{Keys, Service};
use crate::door::Door;
use crate::{Result, clock};

/// What a profiler looks at.
#[derive(Clone, Copy)]
pub enum Profiled {
    /// ListMFADevices.
    Reads,
    /// GetSessionToken with a code, of as many devices.
    Sessions,
    /// A device's whole life.
    Lives,
}

impl FromStr for Profiled {
    type Err = &'static str;

    fn from_str(text: &str) -> std::result::Result<Self, &'static str> {
        match text {
            "reads" => Ok(Self::Reads),
            "sessions" => Ok(Self::Sessions),
            "lives" => Ok(Self::Lives),
            _ => Err("reads, sessions or lives"),
        }
    }
}

const USER: &str = "user";

/// Does it so often.
pub fn run(what: Profiled, calls: u64) -> Result<()> {
    match what {
        Profiled::Reads => {
            let door = Door::open()?;
            (0..calls).try_for_each(|_| door.list())
        }
        Profiled::Sessions => sessions(calls),
        Profiled::Lives => lives(calls),
    }
}

fn sessions(calls: u64) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let door = Door::to(SqliteStore::open(directory.path(), &Options::default())?)?;
    let holders = (0..calls).map(|number| holder(&door, number)).collect::<Result<Vec<_>>>()?;
    for (keys, serial, totp) in &holders {
        let code = totp.digits_at(clock::step());
        let fields = [("SerialNumber", serial.as_str()), ("TokenCode", code.as_str())];
        door.call(keys, Service::Sts, "GetSessionToken", &fields)?;
    }
    Ok(())
}

fn holder(door: &Door, number: u64) -> Result<(Keys, String, Totp)> {
    let name = format!("{USER}-{number}");
    door.call(door.keys(), Service::Iam, "CreateUser", &[("UserName", &name)])?;
    let key = door.call(door.keys(), Service::Iam, "CreateAccessKey", &[("UserName", &name)])?;
    let keys =
        Keys { id: key.text("AccessKeyId")?.to_owned(), secret: key.text("SecretAccessKey")?.to_owned() };
    let (serial, totp) = device(door, &format!("phone-{number}"))?;
    enable(door, &name, (&serial, &totp), clock::step() - 2)?;
    Ok((keys, serial, totp))
}

fn device(door: &Door, name: &str) -> Result<(String, Totp)> {
    let fields = [("VirtualMFADeviceName", name)];
    let made = door.call(door.keys(), Service::Iam, "CreateVirtualMFADevice", &fields)?;
    let seed = BASE64.decode(made.text("Base32StringSeed")?.as_bytes())?;
    let seed = Seed::from_base32(&String::from_utf8_lossy(&seed))?;
    Ok((made.text("SerialNumber")?.to_owned(), Totp::new(&seed, Parameters::VIRTUAL)))
}

fn enable(door: &Door, user: &str, (serial, totp): (&str, &Totp), step: u64) -> Result<()> {
    let [one, two] = [totp.digits_at(step - 1), totp.digits_at(step)];
    let fields = [
        ("UserName", user),
        ("SerialNumber", serial),
        ("AuthenticationCode1", &one),
        ("AuthenticationCode2", &two),
    ];
    door.call(door.keys(), Service::Iam, "EnableMFADevice", &fields).map(drop)
}

fn lives(calls: u64) -> Result<()> {
    let directory = tempfile::tempdir()?;
    let door = Door::to(SqliteStore::open(directory.path(), &Options::default())?)?;
    door.call(door.keys(), Service::Iam, "CreateUser", &[("UserName", USER)])?;
    for number in 0..calls {
        let (serial, totp) = device(&door, &format!("phone-{number}"))?;
        enable(&door, USER, (&serial, &totp), clock::step())?;
        let device = [("UserName", USER), ("SerialNumber", serial.as_str())];
        door.call(door.keys(), Service::Iam, "ListMFADevices", &device[..1])?;
        door.call(door.keys(), Service::Iam, "DeactivateMFADevice", &device)?;
        door.call(door.keys(), Service::Iam, "DeleteVirtualMFADevice", &device[1..])?;
    }
    Ok(())
}
