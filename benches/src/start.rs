//! From the start to the first answer, and the memory that it takes to be there.

use crate::Result;
use crate::bartizan::Bartizan;
use crate::client::{Client, Keys, run};
use crate::figures::median_of;

/// What starts gave.
pub struct Start {
    /// From the start of the process to its first good answer, in milliseconds.
    pub millis: f64,
    /// What it holds then, in MiB.
    pub resident: f64,
}

/// Starts it a few times. It is asked as soon as it says that it listens.
pub fn measure(bartizan: &Bartizan, keys: &Keys, rounds: usize) -> Result<Start> {
    let starts = (0..rounds).map(|_| once(bartizan, keys)).collect::<Result<Vec<_>>>()?;
    Ok(Start {
        millis: median_of(&starts, |start| start.millis),
        resident: median_of(&starts, |start| start.resident),
    })
}

fn once(bartizan: &Bartizan, keys: &Keys) -> Result<Start> {
    let (server, address) = bartizan.serve()?;
    run(async { Client::to(address).sts(keys, "GetCallerIdentity", &[]).await })?;
    let millis = server.started.elapsed().as_secs_f64() * 1e3;
    let resident = server.resident_mib()?;
    server.stop()?;
    Ok(Start { millis, resident })
}
