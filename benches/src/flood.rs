//! Calls of the API, alone and while strangers try passwords at the console: each of those costs tens of milliseconds of a core,
//! and must slow sign-ins only.

mod strangers;

use std::fmt::Write as _;
use std::net::SocketAddr;

use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::client::Keys;
use crate::figures::{median_of, shown};
use crate::process::Server;
use crate::reads::{self, Read};
use crate::targets::{Target, load_average, publish, row, table};
use crate::wrk::Load;
use crate::{Result, tell};

use strangers::{Strangers, Tried};

/// The server with one core of two, and with both, which it shares with the load then.
const CORES: [(&str, &str); 2] = [("0", "one core"), ("0,1", "both cores, shared with the load")];

/// Rounds of a server on some cores.
struct Flooded {
    what: &'static str,
    alone: Load,
    during: Load,
    /// Passwords hashed, and answered without that, a second.
    hashed: f64,
    refused: f64,
}

/// Measures it, and shows it.
pub fn measure(setup: &Setup) -> Result<()> {
    let directory = setup.scratch()?;
    let bartizan = Bartizan::new(&setup.bartizan, directory.path().join("flood"));
    let keys = bartizan.account(0)?;
    let (server, address) = bartizan.serve()?;
    reads::prepare(address, &keys)?;
    server.stop()?;
    let mut measured = Vec::new();
    let mut bartizan = bartizan;
    for (cores, what) in CORES {
        tell(&format!("the server with {what}"));
        bartizan = bartizan.on(cores);
        let (server, address) = bartizan.serve()?;
        measured.push(rounds(setup, what, &server, address, &keys)?);
        server.stop()?;
    }
    publish(&report(setup, &measured)?, setup.out.as_deref())
}

fn rounds(
    setup: &Setup,
    what: &'static str,
    server: &Server,
    address: SocketAddr,
    keys: &Keys,
) -> Result<Flooded> {
    let read = || reads::round(server, address, keys, Read::ListMfaDevices, setup.load_seconds());
    let (mut alone, mut during, mut tried) = (Vec::new(), Vec::new(), Vec::new());
    for round in 1..=setup.rounds() {
        tell(&format!("  round {round} of {}", setup.rounds()));
        alone.push(read()?);
        // Each round comes from networks of its own: those of earlier ones have to wait by now.
        let strangers = Strangers::start(address, round)?;
        let load = read();
        tried.push(strangers.stop()?);
        during.push(load?);
    }
    let rate = |of: fn(&Tried) -> u64| median_of(&tried, |tried| tried.rate(of(tried)));
    Ok(Flooded {
        what,
        alone: reads::medians(&alone),
        during: reads::medians(&during),
        hashed: rate(|tried| tried.hashed),
        refused: rate(|tried| tried.refused),
    })
}

fn report(setup: &Setup, measured: &[Flooded]) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "ListMFADevices over 8 connections, alone and while 32 connections post wrong passwords to the console's sign-in, each \
         from a network of its own; in turns, {} rounds of {} s, medians; load average at the end {}.\n",
        setup.rounds(),
        setup.load_seconds(),
        load_average()?,
    )?;
    writeln!(
        text,
        "| the server with | a second, alone | p99, ms | a second, flooded | p99, ms | passwords hashed a second | \
         refused unhashed |\n|---|--:|--:|--:|--:|--:|--:|"
    )?;
    for Flooded { what, alone, during, hashed, refused } in measured {
        writeln!(
            text,
            "| {what} | {} | {:.2} | {} | {:.2} | {} | {} |",
            shown(alone.rate),
            alone.p99,
            shown(during.rate),
            during.p99,
            shown(*hashed),
            shown(*refused)
        )?;
    }
    let slower = |flooded: &Flooded| {
        let by = 100.0 * (1.0 - flooded.during.rate / flooded.alone.rate);
        row(format!("calls slower during the flood, {}, by", flooded.what), by, Target::Most(10.0, " %"))
    };
    let rows: Vec<_> = measured.iter().map(slower).collect();
    text.push('\n');
    text.push_str(&table(&rows)?);
    Ok(text)
}
