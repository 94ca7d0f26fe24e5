//! The whole run, and the table that comes of it.

mod text;

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::client::{Keys, run};
use crate::figures::median_of;
use crate::imports::{self, Import};
use crate::lives::{self, Lives};
use crate::micro::{self, Micro};
use crate::reads::{self, Read};
use crate::sessions::{self, Sessions};
use crate::start::{self, Start};
use crate::targets::publish;
use crate::wrk::Load;
use crate::{Result, bare, clock, moto, sqlite, tell};

/// Reads side by side.
struct Reads {
    bare: Load,
    list: Load,
    identity: Load,
}

/// What moto did of the same.
struct Moto {
    list: Load,
    identity: Load,
    session: Load,
    lives: Lives,
    resident: f64,
    start: f64,
}

/// What a large store costs.
struct Large {
    users: usize,
    start: Start,
    all_read: f64,
    sessions: Vec<Sessions>,
    sqlite: f64,
}

struct Report {
    reads: Reads,
    lives: Lives,
    moto: Option<Moto>,
    empty: Start,
    large: Large,
    import: Import,
    micro: Micro,
}

/// What is measured, and for how long.
struct Plan<'a> {
    setup: &'a Setup,
    rounds: usize,
    /// How long a load lasts.
    seconds: u64,
    /// How many accounts the large store has.
    accounts: usize,
    /// How many users each of them has, beside its administrator.
    users: usize,
    /// How many users have a device, for sessions with codes.
    devices: usize,
}

impl<'a> Plan<'a> {
    fn of(setup: &'a Setup) -> Result<Self> {
        let accounts = match std::env::var("BENCH_ACCOUNTS") {
            Ok(text) => text.parse()?,
            Err(_) if setup.quick => 2,
            Err(_) => 20,
        };
        let devices = if setup.quick { 4_000 } else { 20_000 };
        let (rounds, seconds) = (setup.rounds(), setup.load_seconds());
        Ok(Self { setup, rounds, seconds, accounts, users: 4_999, devices })
    }
}

/// Measures everything, and shows it.
pub fn measure(setup: &Setup) -> Result<()> {
    let plan = &Plan::of(setup)?;
    let directory = setup.scratch()?;
    let small = Bartizan::new(&plan.setup.bartizan, directory.path().join("small"));
    tell("reads, and MFA lives");
    let keys = small.account(0)?;
    let empty = start::measure(&small, &keys, plan.rounds)?;
    let (reads, lives) = small_store(plan, &small, &keys, &directory)?;
    let moto = setup.moto.as_deref().map(|program| emulator(plan, program)).transpose()?;
    let large = large_store(plan, &directory)?;
    tell("a seed file of 100,000 tokens");
    let tokens = Bartizan::new(&plan.setup.bartizan, directory.path().join("tokens"));
    let import = imports::measure(&tokens, directory.path())?;
    tell("parts of a request");
    let report = Report { reads, lives, moto, empty, large, import, micro: micro::measure()? };
    publish(&report.text(plan)?, setup.out.as_deref())
}

fn small_store(
    plan: &Plan<'_>,
    bartizan: &Bartizan,
    keys: &Keys,
    directory: &TempDir,
) -> Result<(Reads, Lives)> {
    let (server, address) = bartizan.serve()?;
    let answer = reads::prepare(address, keys)?;
    let (bare_server, bare_address) = bare::server(&answer, directory.path())?;
    lives::prepare(address, keys)?;
    let (mut bare, mut list, mut identity, mut lived) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 1..=plan.rounds {
        tell(&format!("  round {round}"));
        bare.push(reads::round(&bare_server, bare_address, keys, Read::ListMfaDevices, plan.seconds)?);
        list.push(reads::round(&server, address, keys, Read::ListMfaDevices, plan.seconds)?);
        identity.push(reads::round(&server, address, keys, Read::GetCallerIdentity, plan.seconds)?);
        lived.push(lives::round(&server, address, keys, plan.seconds)?);
    }
    server.stop()?;
    let reads = Reads {
        bare: reads::medians(&bare),
        list: reads::medians(&list),
        identity: reads::medians(&identity),
    };
    Ok((reads, lives_median(&lived)))
}

fn lives_median(rounds: &[Lives]) -> Lives {
    Lives { rate: median_of(rounds, |lives| lives.rate), cpu: median_of(rounds, |lives| lives.cpu) }
}

fn emulator(plan: &Plan<'_>, program: &Path) -> Result<Moto> {
    tell("moto");
    let (server, address, keys) = moto::server(program)?;
    let start = run(moto::first_answer(&server, address, &keys))? * 1e3;
    reads::prepare(address, &keys)?;
    lives::prepare(address, &keys)?;
    let (mut list, mut identity, mut session, mut lived) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 1..=plan.rounds.min(3) {
        tell(&format!("  round {round}"));
        for (loads, read) in [
            (&mut list, Read::ListMfaDevices),
            (&mut identity, Read::GetCallerIdentity),
            (&mut session, Read::GetSessionToken),
        ] {
            loads.push(reads::round(&server, address, &keys, read, plan.seconds)?);
        }
        lived.push(lives::round(&server, address, &keys, plan.seconds)?);
    }
    let resident = server.resident_mib()?;
    Ok(Moto {
        list: reads::medians(&list),
        identity: reads::medians(&identity),
        session: reads::medians(&session),
        lives: lives_median(&lived),
        resident,
        start,
    })
}

fn large_store(plan: &Plan<'_>, directory: &TempDir) -> Result<Large> {
    let bartizan = Bartizan::new(&plan.setup.bartizan, directory.path().join("large"));
    let admins = (0..plan.accounts).map(|number| bartizan.account(number)).collect::<Result<Vec<_>>>()?;
    let users = admins.len() * plan.users;
    tell(&format!("{users} users, {} of them with a device", plan.devices));
    let (server, address) = bartizan.serve()?;
    let holders: Arc<[_]> = sessions::populate(address, &admins, plan.users, plan.devices)?.into();
    tell("sessions with codes");
    // One step after another: the first is already past, and nobody has to wait for the next.
    let first = clock::step() + 1 - sessions::ROUNDS;
    let rounds = (first..first + sessions::ROUNDS)
        .map(|step| sessions::round(&server, address, &holders, sessions::CLIENTS, step))
        .collect::<Result<Vec<_>>>()?;
    server.stop()?;

    tell("SQLite alone");
    let database = bartizan.database()?;
    let alone = (0..sessions::ROUNDS)
        .map(|_| sqlite::rate(&database, directory.path(), holders.len()))
        .collect::<Result<Vec<_>>>()?;
    tell("starts over the large store");
    let start = start::measure(&bartizan, &admins[0], plan.rounds)?;
    let (server, address) = bartizan.serve()?;
    sessions::read_all(address, &admins, plan.users)?;
    let all_read = server.resident_mib()?;
    server.stop()?;
    Ok(Large { users, start, all_read, sessions: rounds, sqlite: crate::figures::median(alone) })
}
