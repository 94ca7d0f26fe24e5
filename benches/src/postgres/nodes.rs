//! Cached reads of one node, and of two over the same database.
//!
//! Each node has a core, and its generator of load shares that core with it, alone as well as beside the other: so what two nodes
//! do together is compared with what each of them does under the same conditions, as far as two cores allow.

use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::thread;

use store_postgres::testing::Server as Database;

use super::DATABASE;
use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::client::Keys;
use crate::figures::median_of;
use crate::process::Server;
use crate::reads::{self, Read};
use crate::wrk::{Load, Target};
use crate::{Result, clock, tell};

const CORES: [&str; 2] = ["0", "1"];

/// What one round, or the median of many, gave.
pub struct Reads {
    /// Reads a second by all nodes that were asked.
    pub rate: f64,
    /// Processor time of a node, in microseconds a read.
    pub cpu: f64,
    /// Statements a second that the database was sent.
    pub statements: f64,
    /// How much of a core the database took, in percent.
    pub database: f64,
}

/// One node at a time, and both at once.
pub struct Nodes {
    pub alone: Reads,
    pub both: Reads,
}

struct Node {
    server: Server,
    address: SocketAddr,
    core: &'static str,
}

/// Starts a second node, and measures.
pub fn measure(
    setup: &Setup,
    bartizans: [Bartizan; 2],
    database: &mut Database,
    keys: &Keys,
) -> Result<Nodes> {
    tell("two nodes");
    database.configure("shared_preload_libraries = 'pg_stat_statements'\n");
    database.restart();
    database.sql(DATABASE, "create extension pg_stat_statements");
    give_key(&bartizans)?;
    let mut nodes = Vec::new();
    for (bartizan, core) in bartizans.into_iter().zip(CORES) {
        let (server, address) = bartizan.on(core).serve()?;
        nodes.push(Node { server, address, core });
    }
    let (mut alone, mut both) = (Vec::new(), Vec::new());
    for round in 1..=setup.rounds() {
        tell(&format!("  round {round} of {}", setup.rounds()));
        for node in &nodes {
            alone.push(reads(std::slice::from_ref(node), keys, database, setup.load_seconds())?);
        }
        both.push(reads(&nodes, keys, database, setup.load_seconds())?);
    }
    nodes.into_iter().try_for_each(|node| node.server.stop())?;
    Ok(Nodes { alone: median(&alone), both: median(&both) })
}

/// Every node has the master key of the first.
fn give_key([first, second]: &[Bartizan; 2]) -> Result<()> {
    std::fs::DirBuilder::new().mode(0o700).create(second.data())?;
    std::fs::copy(first.data().join("master.key"), second.data().join("master.key"))?;
    Ok(())
}

fn reads(nodes: &[Node], keys: &Keys, database: &Database, seconds: u64) -> Result<Reads> {
    let (statements, ticks, start) = (statements(database)?, database.ticks(), clock::start());
    let loads = thread::scope(|scope| {
        let read = |node: &'_ Node| {
            let target = Target { server: &node.server, address: node.address, core: Some(node.core) };
            reads::round_of(target, keys, (Read::ListMfaDevices, reads::READER), seconds)
        };
        let running: Vec<_> = nodes.iter().map(|node| scope.spawn(move || read(node))).collect();
        let ended = running.into_iter().map(|one| one.join().map_err(|_| "a load was stopped")?);
        ended.collect::<Result<Vec<Load>>>()
    })?;
    let (time, ticks) = (start.elapsed(), database.ticks() - ticks);
    let statements = self::statements(database)? - statements;
    Ok(Reads {
        rate: loads.iter().map(|load| load.rate).sum(),
        cpu: median_of(&loads, |load| load.cpu),
        statements: clock::rate(statements, time),
        database: clock::rate(ticks, time),
    })
}

/// All that the database was sent so far.
fn statements(database: &Database) -> Result<u64> {
    let calls = database.sql(DATABASE, "select coalesce(sum(calls), 0)::int8 from pg_stat_statements");
    Ok(calls.trim().parse()?)
}

fn median(rounds: &[Reads]) -> Reads {
    Reads {
        rate: median_of(rounds, |round| round.rate),
        cpu: median_of(rounds, |round| round.cpu),
        statements: median_of(rounds, |round| round.statements),
        database: median_of(rounds, |round| round.database),
    }
}
