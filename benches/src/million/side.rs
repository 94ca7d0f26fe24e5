//! One of the two stores.

use std::net::SocketAddr;

use super::Size;
use crate::bartizan::Bartizan;
use crate::chance::random;
use crate::client::{Keys, Service};
use crate::process::Server;
use crate::reads::{self, Read};
use crate::start::{self, Start};
use crate::wrk::{Load, Requests, Target};
use crate::{Result, clock, sessions};

/// A store that is full.
pub struct Side {
    pub bartizan: Bartizan,
    pub size: Size,
    pub admins: Vec<Keys>,
    /// How many users a second were made.
    pub fill: f64,
}

/// A side that serves, with reads that are signed for it.
pub struct Served<'a> {
    side: &'a Side,
    server: Server,
    address: SocketAddr,
    random: Requests,
}

/// The user that is read again and again: the first, who has a device. The first account's administrator reads.
const HOT: usize = 0;
/// So many reads at random before they begin again: far more users than the cache holds.
const RANDOM: usize = 250_000;

impl Side {
    /// Makes accounts and users over the API, as fast as many clients at once can.
    pub fn fill(bartizan: Bartizan, size: Size) -> Result<Self> {
        let admins = bartizan.accounts(size.accounts)?;
        let (server, address) = bartizan.serve()?;
        let begun = clock::start();
        sessions::populate(address, &admins, size.users, HOT + 1)?;
        let fill = clock::rate(u64::try_from(size.users * size.accounts)?, begun.elapsed());
        server.stop()?;
        Ok(Self { bartizan, size, admins, fill })
    }

    /// Starts it a few times.
    pub fn start(&self, rounds: usize) -> Result<Start> {
        start::measure(&self.bartizan, &self.admins[0], rounds)
    }

    /// Starts it, to be read.
    pub fn serve(&self) -> Result<Served<'_>> {
        let (server, address) = self.bartizan.serve()?;
        let users = self.admins.len() * self.size.users;
        let random = Requests::of((0..users.min(RANDOM)).map(|turn| {
            let number = scattered(turn, users)?;
            let admin = &self.admins[number % self.admins.len()];
            admin.sign(address, Service::Iam, "GetUser", &[("UserName", &sessions::user(number))])
        }))?;
        Ok(Served { side: self, server, address, random })
    }
}

impl Served<'_> {
    /// Reads of one user again and again.
    pub fn hot(&self, read: Read, seconds: u64) -> Result<Load> {
        reads::round_of(self.target(), &self.side.admins[0], (read, &sessions::user(HOT)), seconds)
    }

    /// GetUser of users all over the store.
    pub fn random(&self, seconds: u64) -> Result<Load> {
        self.random.replay(self.target(), seconds)
    }

    const fn target(&self) -> Target<'_> {
        Target { server: &self.server, address: self.address, core: None }
    }

    /// Stops it.
    pub fn stop(self) -> Result<()> {
        self.server.stop()
    }
}

/// A user for each turn, all over the store.
fn scattered(turn: usize, users: usize) -> Result<usize> {
    // Half of the bits are enough for any store.
    Ok(usize::try_from(random(u64::try_from(turn)?) >> 32)? % users.max(1))
}
