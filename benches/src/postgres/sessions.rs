//! Sessions with codes and pgbench, in turns.

use std::sync::Arc;

use store_postgres::testing::Server as Database;

use super::pgbench::Pgbench;
use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::client::Keys;
use crate::figures::median;
use crate::sessions::{self, ROUNDS};
use crate::{Result, clock, reads, tell};

/// How many ask at once.
const CLIENTS: [usize; 4] = [1, 8, 32, 64];
/// Many, as whoever makes a user waits for others who do in the same account.
const ACCOUNTS: usize = 20;
const DEVICES: usize = 20_000;
const QUICK_DEVICES: usize = 2_000;

/// What so many clients got.
pub struct Beside {
    pub clients: usize,
    /// Sessions a second.
    pub sessions: f64,
    /// Processor time of the node and of the database, in microseconds a session.
    pub cpu: f64,
    pub database: f64,
    /// Changes a second by pgbench, and the database's processor time for each.
    pub pgbench: f64,
    pub pgbench_cpu: f64,
}

/// Figures of all clients, and keys to read with.
pub struct Measured {
    pub devices: usize,
    pub beside: Vec<Beside>,
    pub reader: Keys,
}

/// Fills the store, and measures.
pub fn measure(setup: &Setup, bartizan: &Bartizan, database: &Database) -> Result<Measured> {
    let devices = if setup.quick { QUICK_DEVICES } else { DEVICES };
    let admins = bartizan.accounts(ACCOUNTS)?;
    let (server, address) = bartizan.serve()?;
    reads::prepare(address, &admins[0])?;
    tell(&format!("{devices} users with devices"));
    let holders = sessions::populate(address, &admins, devices / ACCOUNTS, devices)?;
    // One session, so that there is an event to take the size of.
    let (sample, holders) = holders.split_at(1);
    sessions::round(&server, address, &sample.into(), 1, clock::step())?;
    let shares = holders.chunks(holders.len().div_ceil(CLIENTS.len()));
    let pgbench = Pgbench::prepare(database, devices)?;

    let mut beside = Vec::new();
    for (clients, share) in CLIENTS.into_iter().zip(shares) {
        tell(&format!("sessions and pgbench, clients: {clients}"));
        let share: Arc<[_]> = share.into();
        let mut rounds = Vec::new();
        let first = clock::step() + 1 - ROUNDS;
        for step in first..first + ROUNDS {
            let ticks = database.ticks();
            let ours = sessions::round(&server, address, &share, clients, step)?;
            let taken = micros(database.ticks() - ticks, share.len())?;
            let (ticks, start) = (database.ticks(), clock::start());
            let theirs = pgbench.rate(database, clients, setup.load_seconds())?;
            let changes = theirs * start.elapsed().as_secs_f64();
            let theirs_cpu = f64::from(u32::try_from(database.ticks() - ticks)?) * 1e4 / changes;
            rounds.push([ours.rate, ours.cpu, taken, theirs, theirs_cpu]);
        }
        let [sessions, cpu, database, pgbench, pgbench_cpu] =
            [0, 1, 2, 3, 4].map(|figure: usize| median(rounds.iter().map(|round| round[figure]).collect()));
        beside.push(Beside { clients, sessions, cpu, database, pgbench, pgbench_cpu });
    }
    server.stop()?;
    Ok(Measured { devices, beside, reader: admins[0].clone() })
}

/// Hundredths of a second of processor time, in microseconds for each of so many.
fn micros(ticks: u64, each_of: usize) -> Result<f64> {
    Ok(f64::from(u32::try_from(ticks)?) * 1e4 / f64::from(u32::try_from(each_of)?))
}
