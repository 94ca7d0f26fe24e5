//! All sorts of calls at once. First, how many the server can answer; then, for long, 80 % of that, at times that were fixed
//! before: a request that has to wait because the server is busy was late from when it was due, not from when it was sent, so
//! nothing that is slow hides what comes after it.

mod closed;
mod mix;
mod open;
mod tally;
mod text;
mod world;

use std::sync::Arc;

use crate::arguments::Setup;
use crate::bartizan::Bartizan;
use crate::targets::publish;
use crate::{Result, tell};

use closed::Capacity;
use open::Run;
use world::World;

/// How much of its capacity the server is asked for, in percent.
const SHARE: f64 = 80.0;
/// How long capacity is measured, in seconds, at most.
const CAPACITY_SECONDS: u64 = 30;
/// How long the load lasts, in seconds, unless something else is asked for.
const SECONDS: u64 = 600;
const QUICK_SECONDS: u64 = 10;
/// How many devices there are until it is known how many it takes.
const DEVICES: usize = 20_000;
const QUICK_DEVICES: usize = 4_000;

/// Measures it, and shows it.
pub fn measure(setup: &Setup) -> Result<()> {
    let seconds = setup.seconds.unwrap_or(if setup.quick { QUICK_SECONDS } else { SECONDS });
    let directory = setup.scratch()?;
    let bartizan = Bartizan::new(&setup.bartizan, directory.path().join("mixed"));
    let desk = bartizan.account(0)?;
    let (server, address) = bartizan.serve()?;
    tell("users with devices");
    let devices = if setup.quick { QUICK_DEVICES } else { DEVICES };
    let world = World::new(&bartizan, address, desk, devices)?;

    tell("how much the server can do");
    let (mut world, capacity) = closed::measure(world, &server, CAPACITY_SECONDS.min(seconds))?;
    let rate = capacity.rate * SHARE / 100.0;
    tell(&format!("{:.0} a second; devices for {rate:.0}", capacity.rate));
    world.grow_for(&bartizan, rate)?;

    tell(&format!("{rate:.0} a second for {seconds} s"));
    let run = open::measure(&Arc::new(world), &server, rate, seconds)?;
    server.stop()?;
    publish(&text::report(&capacity, &run, seconds)?, setup.out.as_deref())
}
