//! GetSessionToken with a code, durable, for many clients at once. A code works once, so this takes many devices: each
//! is asked once a round, with the code of another step.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use mfa::Totp;

use crate::client::{Client, Keys, run};
use crate::crowd::Crowd;
use crate::process::Server;
use crate::{Result, clock};

/// As many clients as the target names.
pub const CLIENTS: usize = 64;

/// A user with a key and a device.
#[derive(Clone)]
pub struct Holder {
    /// The user's name.
    pub name: String,
    /// The keys of the account's administrator.
    pub admin: Keys,
    keys: Keys,
    serial: String,
    totp: Totp,
}

/// What a round of sessions gave.
pub struct Sessions {
    /// Sessions a second.
    pub rate: f64,
    /// Processor time of the server, in microseconds a session.
    pub cpu: f64,
}

/// Rounds that one device lasts for before the next step: the code of the step before the last, of the last, of this one.
pub const ROUNDS: u64 = 3;
/// The step that a device is enabled in, before now: its codes of the rounds are later, and its clock can still be right.
const ENABLED_BEFORE: u64 = 4;

/// The name of a user. Users go round the accounts: the first is the first account's, the second the second's.
pub fn user(number: usize) -> String {
    format!("user-{number:07}")
}

/// Makes users in accounts, in all of them as many; the first ones get keys and devices.
pub fn populate(address: SocketAddr, admins: &[Keys], users: usize, devices: usize) -> Result<Vec<Holder>> {
    let admins: Arc<[Keys]> = admins.into();
    let found = Arc::new(Mutex::new(Vec::new()));
    let crowd = Crowd { address, clients: CLIENTS, doing: "users made" };
    run(crowd.each(admins.len() * users, |mut client, number| {
        let (admins, found) = (Arc::clone(&admins), Arc::clone(&found));
        async move {
            let admin = &admins[number % admins.len()];
            let name = user(number);
            let made = if number < devices {
                holder(&mut client, admin, name).await.map(|holder| {
                    found.lock().unwrap_or_else(PoisonError::into_inner).push(holder);
                })
            } else {
                client.iam(admin, "CreateUser", &[("UserName", &name)]).await.map(drop)
            };
            (client, made)
        }
    }))?;
    let holders = std::mem::take(&mut *found.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(holders)
}

async fn holder(client: &mut Client, admin: &Keys, name: String) -> Result<Holder> {
    client.iam(admin, "CreateUser", &[("UserName", &name)]).await?;
    let key = client.iam(admin, "CreateAccessKey", &[("UserName", &name)]).await?;
    let keys =
        Keys { id: key.text("AccessKeyId")?.to_owned(), secret: key.text("SecretAccessKey")?.to_owned() };
    let (serial, totp) = client.device(admin, &format!("phone-{name}")).await?;
    client.enable(admin, &name, (&serial, &totp), clock::step() - ENABLED_BEFORE).await?;
    Ok(Holder { name, admin: admin.clone(), keys, serial, totp })
}

impl Holder {
    /// Whether the code of this step is that of one of the next two as well, as two in a million are: a device that was taken to
    /// be a step ahead would be refused with its next code.
    pub fn is_ambiguous(&self, step: u64) -> bool {
        let code = self.totp.digits_at(step);
        (step + 1..=step + 2).any(|later| self.totp.digits_at(later) == code)
    }

    /// Asks for a session with the code of a step.
    pub async fn session(&self, client: &mut Client, step: u64) -> Result<()> {
        let code = self.totp.digits_at(step);
        let fields = [("SerialNumber", self.serial.as_str()), ("TokenCode", code.as_str())];
        client.sts(&self.keys, "GetSessionToken", &fields).await.map(drop)
    }
}

/// Asks each device once, with its code of a step, by so many clients at once.
pub fn round(
    server: &Server,
    address: SocketAddr,
    holders: &Arc<[Holder]>,
    clients: usize,
    step: u64,
) -> Result<Sessions> {
    let before = server.cpu_micros()?;
    let start = clock::start();
    let crowd = Crowd { address, clients, doing: "sessions" };
    let asked = run(crowd.each(holders.len(), |mut client, number| {
        let holders = Arc::clone(holders);
        async move {
            let session = holders[number].session(&mut client, step).await;
            (client, Ok(session.err()))
        }
    }))?;
    // Two steps in a million have the same code: a device that was taken to be a step ahead is refused in the next round.
    let refused: Vec<_> = asked.into_iter().flatten().collect();
    if refused.len() > holders.len() / 1_000 {
        return Err(format!("{} of {} sessions refused: {}", refused.len(), holders.len(), refused[0]).into());
    }
    let (time, sessions) = (start.elapsed(), u64::try_from(holders.len())?);
    let rate = clock::rate(sessions, time);
    Ok(Sessions { rate, cpu: (server.cpu_micros()? - before) / (rate * time.as_secs_f64()) })
}

/// Reads every user once, so that all of them are in memory, as far as there may be.
pub fn read_all(address: SocketAddr, admins: &[Keys], users: usize) -> Result<()> {
    let admins: Arc<[Keys]> = admins.into();
    let count = admins.len() * users;
    let crowd = Crowd { address, clients: CLIENTS, doing: "users read" };
    run(crowd.each(count, |mut client, number| {
        let admins = Arc::clone(&admins);
        async move {
            let admin = &admins[number % admins.len()];
            let name = user(number);
            let read = client.iam(admin, "GetUser", &[("UserName", &name)]).await.map(drop);
            (client, read)
        }
    }))
    .map(drop)
}
