//! A store of a million users beside one of a thousand, in turns on the same core: what size costs.

mod commands;
mod side;
mod text;

use crate::Result;
use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::reads::{self, Read};
use crate::start;
use crate::targets::publish;
use crate::wrk::Load;
use crate::{sessions, tell};

use commands::Commands;
use side::{Served, Side};

/// How many users there are, and in how many accounts.
#[derive(Clone, Copy)]
struct Size {
    accounts: usize,
    /// Of each account, beside its administrator.
    users: usize,
}

const SMALL: Size = Size { accounts: 1, users: 999 };

/// As AWS's quota has it: 5,000 users in each account.
const MANY_ACCOUNTS: Size = Size { accounts: 200, users: 4_999 };
const ONE_ACCOUNT: Size = Size { accounts: 1, users: 999_999 };

/// A fiftieth of that, to see that it works.
const MANY_QUICK: Size = Size { accounts: 4, users: 4_999 };
const ONE_QUICK: Size = Size { accounts: 1, users: 19_999 };

impl Size {
    const fn of(setup: &Setup, one_account: bool) -> Self {
        match (one_account, setup.quick) {
            (false, false) => MANY_ACCOUNTS,
            (false, true) => MANY_QUICK,
            (true, false) => ONE_ACCOUNT,
            (true, true) => ONE_QUICK,
        }
    }

    /// All of them, administrators too.
    const fn all(self) -> usize {
        self.accounts * (self.users + 1)
    }
}

/// What one of the stores gave.
struct Measured {
    size: Size,
    fill: f64,
    start: start::Start,
    list: Load,
    get: Load,
    random: Load,
    /// Memory after each user was read once, in MiB.
    all_read: f64,
    commands: Commands,
}

/// Measures both, and shows them.
pub fn measure(setup: &Setup, one_account: bool) -> Result<()> {
    let directory = setup.scratch()?;
    let side = |name: &str, size| {
        let bartizan = Bartizan::new(&setup.bartizan, directory.path().join(name));
        Side::fill(with_room(bartizan, size), size)
    };
    tell("filling a store of 1,000 users");
    let small = side("small", SMALL)?;
    let size = Size::of(setup, one_account);
    tell(&format!("filling a store of {} users in {} accounts", size.all(), size.accounts));
    let large = side("large", size)?;

    tell("reads of both in turns");
    let [small, large] = in_turns(setup, [small, large])?;
    publish(&text::report(setup, &small, &large)?, setup.out.as_deref())
}

/// With AWS's quota of users raised where an account is to have more.
fn with_room(bartizan: Bartizan, size: Size) -> Bartizan {
    let users = size.users + 1;
    if users > 5_000 {
        bartizan.with("BARTIZAN_LIMITS_USERS_PER_ACCOUNT", users.to_string())
    } else {
        bartizan
    }
}

fn in_turns(setup: &Setup, sides: [Side; 2]) -> Result<[Measured; 2]> {
    let starts = [sides[0].start(setup.rounds())?, sides[1].start(setup.rounds())?];
    let served = [sides[0].serve()?, sides[1].serve()?];
    let mut rounds = [Vec::new(), Vec::new()];
    for round in 1..=setup.rounds() {
        tell(&format!("  round {round} of {}", setup.rounds()));
        // One kind after the other, so that the two that are compared are neighbours in time.
        for kind in [Kind::List, Kind::Get, Kind::Random] {
            for (served, rounds) in served.iter().zip(&mut rounds) {
                rounds.push((kind, kind.load(served, setup.load_seconds())?));
            }
        }
    }
    for served in served {
        served.stop()?;
    }
    let [small, large] = sides;
    let ([small_start, large_start], [small_rounds, large_rounds]) = (starts, rounds);
    Ok([finish(&small, small_start, small_rounds)?, finish(&large, large_start, large_rounds)?])
}

/// What is measured in rounds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Get,
    Random,
}

impl Kind {
    fn load(self, served: &Served<'_>, seconds: u64) -> Result<Load> {
        match self {
            Self::List => served.hot(Read::ListMfaDevices, seconds),
            Self::Get => served.hot(Read::GetUser, seconds),
            Self::Random => served.random(seconds),
        }
    }
}

fn finish(side: &Side, start: start::Start, rounds: Vec<(Kind, Load)>) -> Result<Measured> {
    let (mut list, mut get, mut random) = (Vec::new(), Vec::new(), Vec::new());
    for (kind, load) in rounds {
        match kind {
            Kind::List => list.push(load),
            Kind::Get => get.push(load),
            Kind::Random => random.push(load),
        }
    }
    tell(&format!("each of {} users read once", side.size.all()));
    let (server, address) = side.bartizan.serve()?;
    sessions::read_all(address, &side.admins, side.size.users)?;
    let all_read = server.resident_mib()?;
    server.stop()?;
    Ok(Measured {
        size: side.size,
        fill: side.fill,
        start,
        list: reads::medians(&list),
        get: reads::medians(&get),
        random: reads::medians(&random),
        all_read,
        commands: Commands::measure(&side.bartizan)?,
    })
}
