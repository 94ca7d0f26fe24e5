//! Whom the requests are about: users with devices in several accounts, and an account of its own for what comes and goes.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use super::mix::Class;
use crate::bartizan::Bartizan;
use crate::chance::random;
use crate::client::{Client, Keys, run};
use crate::sessions::{self, Holder};
use crate::{Result, clock, lives};

/// So many requests are on their way at once, at most.
pub const IN_FLIGHT: usize = 256;
/// So many users with devices an account has: a virtual device each, and all of them within AWS's quota of users.
const OF_ACCOUNT: usize = 4_900;
/// The length of a step of a virtual device, in seconds: so long its code lasts.
const STEP_SECONDS: f64 = 30.0;

/// Everybody.
pub struct World {
    pub address: SocketAddr,
    accounts: usize,
    devices: Vec<Device>,
    turn: AtomicUsize,
    /// The administrator of the account in which users and devices come and go.
    desk: Keys,
    owners: Mutex<Vec<String>>,
    passing: Mutex<Vec<String>>,
    names: AtomicU64,
}

struct Device {
    holder: Holder,
    /// The last step of which the code was used.
    spent: AtomicU64,
}

/// There was no code left to ask with: more devices are needed.
#[derive(Debug)]
pub struct NoCode;

impl World {
    /// Makes about so many users with devices, and users who will own more.
    pub fn new(bartizan: &Bartizan, address: SocketAddr, desk: Keys, devices: usize) -> Result<Self> {
        let owners: Vec<String> = (0..IN_FLIGHT).map(|number| format!("owner{number}")).collect();
        run(async {
            let mut client = Client::to(address);
            for owner in &owners {
                client.iam(&desk, "CreateUser", &[("UserName", owner)]).await?;
            }
            Ok(())
        })?;
        let mut world = Self {
            address,
            accounts: 1,
            devices: Vec::new(),
            turn: AtomicUsize::new(0),
            desk,
            owners: Mutex::new(owners),
            passing: Mutex::default(),
            names: AtomicU64::new(0),
        };
        world.grow(bartizan, devices)?;
        Ok(world)
    }

    /// Makes as many more devices as it takes to have codes for the sessions of such a load, and a tenth for chance.
    pub fn grow_for(&mut self, bartizan: &Bartizan, rate: f64) -> Result<()> {
        let share =
            Class::SHARES.iter().filter(|(class, _)| *class == Class::Session).map(|(_, share)| *share);
        let thousandths = u32::try_from(share.sum::<u64>())?;
        let needed = rate * f64::from(thousandths) / 1e3 * STEP_SECONDS * 1.1;
        let mut missing = 0;
        while f64::from(u32::try_from(self.devices.len() + missing)?) < needed {
            missing += 100;
        }
        self.grow(bartizan, missing)
    }

    fn grow(&mut self, bartizan: &Bartizan, devices: usize) -> Result<()> {
        if devices == 0 {
            return Ok(());
        }
        let accounts = devices.div_ceil(OF_ACCOUNT);
        let users = devices.div_ceil(accounts);
        let admins = (0..accounts)
            .map(|number| bartizan.account(self.accounts + number))
            .collect::<Result<Vec<_>>>()?;
        self.accounts += accounts;
        let holders = sessions::populate(self.address, &admins, users, accounts * users)?;
        let devices = holders.into_iter().map(|holder| Device { holder, spent: AtomicU64::new(0) });
        self.devices.extend(devices);
        Ok(())
    }

    /// Sends the request of this number, a life being five of them.
    pub async fn send(&self, client: &mut Client, number: u64, class: Class) -> Result<()> {
        // Another draw than the one that chose the class, or users would go with classes.
        let drawn = random(!number);
        let some = &self.devices[usize::try_from(drawn >> 32)? % self.devices.len()].holder;
        let user = [("UserName", some.name.as_str())];
        match class {
            Class::ListMfaDevices => client.iam(&some.admin, "ListMFADevices", &user).await.map(drop),
            Class::GetUser => client.iam(&some.admin, "GetUser", &user).await.map(drop),
            Class::GetCallerIdentity => client.sts(&some.admin, "GetCallerIdentity", &[]).await.map(drop),
            Class::ListUsers => client.iam(&some.admin, "ListUsers", &[("MaxItems", "100")]).await.map(drop),
            Class::Session => self.session(client).await,
            Class::Change => self.change(client, some, drawn % 4).await,
            Class::Life => self.life(client).await,
        }
    }

    async fn session(&self, client: &mut Client) -> Result<()> {
        let (holder, step) = self.code().ok_or(NoCode)?;
        holder.session(client, step).await
    }

    /// The next device, and a step of which its code was not used yet: of this step or, if need be, of the one before.
    fn code(&self) -> Option<(&Holder, u64)> {
        let now = clock::step();
        let device = &self.devices[self.turn.fetch_add(1, Ordering::Relaxed) % self.devices.len()];
        let first = (device.spent.load(Ordering::Relaxed) + 1).max(now - 1);
        let step = (first..=now).find(|step| !device.holder.is_ambiguous(*step))?;
        device.spent.store(step, Ordering::Relaxed);
        Some((&device.holder, step))
    }

    async fn change(&self, client: &mut Client, some: &Holder, which: u64) -> Result<()> {
        let user = ("UserName", some.name.as_str());
        match which {
            0 => {
                let tag = [user, ("Tags.member.1.Key", "team"), ("Tags.member.1.Value", "blue")];
                client.iam(&some.admin, "TagUser", &tag).await.map(drop)
            }
            1 => client.iam(&some.admin, "UntagUser", &[user, ("TagKeys.member.1", "team")]).await.map(drop),
            2 => self.create(client).await,
            _ => match taken(&self.passing) {
                Some(name) => client.iam(&self.desk, "DeleteUser", &[("UserName", &name)]).await.map(drop),
                None => self.create(client).await,
            },
        }
    }

    async fn create(&self, client: &mut Client) -> Result<()> {
        let name = format!("passing{}", self.names.fetch_add(1, Ordering::Relaxed));
        client.iam(&self.desk, "CreateUser", &[("UserName", &name)]).await?;
        give(&self.passing, name);
        Ok(())
    }

    async fn life(&self, client: &mut Client) -> Result<()> {
        let owner = taken(&self.owners).ok_or("more lives at once than requests")?;
        let name = format!("passing{}", self.names.fetch_add(1, Ordering::Relaxed));
        let lived = lives::live(client, &self.desk, &owner, &name).await;
        give(&self.owners, owner);
        lived
    }
}

fn taken(names: &Mutex<Vec<String>>) -> Option<String> {
    names.lock().unwrap_or_else(PoisonError::into_inner).pop()
}

fn give(names: &Mutex<Vec<String>>, name: String) {
    names.lock().unwrap_or_else(PoisonError::into_inner).push(name);
}

impl std::fmt::Display for NoCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("no device has a code left that was not used: more devices are needed")
    }
}

impl std::error::Error for NoCode {}
