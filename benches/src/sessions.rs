//! GetSessionToken with a code, durable, for many clients at once. A code works once, so this takes many devices: each
//! is asked once a round, with the code of another step.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use mfa::Totp;
use tokio::task::JoinSet;

use crate::client::{Client, Keys, run};
use crate::process::Server;
use crate::{Result, clock};

/// As many clients as the target names.
pub const CLIENTS: usize = 64;

/// A user with a key and a device.
#[derive(Clone)]
pub struct Holder {
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

/// Does something for each number, on many connections.
async fn each<T: Send + 'static, W>(
    address: SocketAddr,
    count: usize,
    work: impl Fn(Client, usize) -> W,
) -> Result<Vec<T>>
where
    W: Future<Output = (Client, Result<T>)> + Send + 'static,
{
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| Client::to(address)).collect();
    let (mut running, mut done) = (JoinSet::new(), Vec::with_capacity(count));
    let mut next = 0;
    while next < count || !running.is_empty() {
        if next < count
            && let Some(client) = clients.pop()
        {
            running.spawn(work(client, next));
            next += 1;
        } else if let Some(finished) = running.join_next().await {
            let (client, result) = finished?;
            clients.push(client);
            done.push(result?);
        }
    }
    Ok(done)
}

/// Makes users in accounts, in all of them as many; the first ones get keys and devices.
pub fn populate(address: SocketAddr, admins: &[Keys], users: usize, devices: usize) -> Result<Vec<Holder>> {
    let admins: Arc<[Keys]> = admins.into();
    let found = Arc::new(Mutex::new(Vec::new()));
    run(each(address, admins.len() * users, |mut client, number| {
        let (admins, found) = (Arc::clone(&admins), Arc::clone(&found));
        async move {
            let admin = &admins[number % admins.len()];
            let name = format!("user-{number:07}");
            let made = if number < devices {
                holder(&mut client, admin, &name).await.map(|holder| {
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

async fn holder(client: &mut Client, admin: &Keys, name: &str) -> Result<Holder> {
    client.iam(admin, "CreateUser", &[("UserName", name)]).await?;
    let key = client.iam(admin, "CreateAccessKey", &[("UserName", name)]).await?;
    let keys =
        Keys { id: key.text("AccessKeyId")?.to_owned(), secret: key.text("SecretAccessKey")?.to_owned() };
    let (serial, totp) = client.device(admin, &format!("phone-{name}")).await?;
    client.enable(admin, name, (&serial, &totp), clock::step() - ENABLED_BEFORE).await?;
    Ok(Holder { keys, serial, totp })
}

/// Asks each device once, with its code of a step.
pub fn round(server: &Server, address: SocketAddr, holders: &Arc<[Holder]>, step: u64) -> Result<Sessions> {
    let before = server.cpu_micros()?;
    let start = clock::start();
    let asked = run(each(address, holders.len(), |mut client, number| {
        let holders = Arc::clone(holders);
        async move {
            let holder = &holders[number];
            let code = holder.totp.digits_at(step);
            let fields = [("SerialNumber", holder.serial.as_str()), ("TokenCode", code.as_str())];
            let session = client.sts(&holder.keys, "GetSessionToken", &fields).await.map(drop);
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
    run(each(address, count, |mut client, number| {
        let admins = Arc::clone(&admins);
        async move {
            let admin = &admins[number % admins.len()];
            let name = format!("user-{number:07}");
            let read = client.iam(admin, "GetUser", &[("UserName", &name)]).await.map(drop);
            (client, read)
        }
    }))
    .map(drop)
}
