//! What the two stores gave, in words.

use std::fmt::Write as _;

use super::Measured;
use crate::Result;
use crate::arguments::Setup;
use crate::figures::shown;
use crate::process::Taken;
use crate::targets::{Target, load_average, row, table};
use crate::wrk::Load;

/// Memory of an idle server, and of the cache as it is configured by default, in MiB.
const IDLE: f64 = 24.0;
const CACHE: f64 = 64.0;

pub fn report(setup: &Setup, small: &Measured, large: &Measured) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "Both stores in turns, each server on one core, the load on another; {} rounds of {} s, medians; load average at \
         the end {}.\n",
        setup.rounds(),
        setup.load_seconds(),
        load_average()?,
    )?;
    side_by_side(&mut text, small, large)?;
    let slower = |of: fn(&Measured) -> &Load| 100.0 * (1.0 - of(large).rate / of(small).rate);
    text.push_str(&table(&[
        row("ListMFADevices of one user, slower by", slower(|side| &side.list), Target::Most(10.0, " %")),
        row("GetUser of one user, slower by", slower(|side| &side.get), Target::Most(10.0, " %")),
        row("GetUser of users at random, slower by", slower(|side| &side.random), Target::None(" %")),
        row("start to first answer", large.start.millis, Target::Most(50.0, " ms")),
        row("resident memory, idle", large.start.resident, Target::Most(IDLE, " MiB")),
        row("resident memory, each user read once", large.all_read, Target::Most(IDLE + CACHE, " MiB")),
    ])?);
    Ok(text)
}

fn side_by_side(text: &mut String, small: &Measured, large: &Measured) -> Result<()> {
    let sides = [small, large];
    let [few, many] = sides.map(|side| count(side.size.all()));
    let accounts = large.size.accounts;
    writeln!(text, "| | {few} users | {many} users, accounts: {accounts} |\n|---|--:|--:|")?;
    let mut line = |what: &str, cell: &dyn Fn(&Measured) -> String| {
        let [small, large] = sides.map(cell);
        writeln!(text, "| {what} | {small} | {large} |")
    };
    line("users made over the API, a second", &|side| shown(side.fill))?;
    line("ListMFADevices of one user", &|side| read(&side.list))?;
    line("GetUser of one user", &|side| read(&side.get))?;
    line("GetUser of users at random", &|side| read(&side.random))?;
    line("start to first answer, ms", &|side| shown(side.start.millis))?;
    line("resident memory, idle, MiB", &|side| shown(side.start.resident))?;
    line("resident memory, each user read once, MiB", &|side| shown(side.all_read))?;
    line("`bartizan verify`", &|side| command(&side.commands.verify))?;
    line("`bartizan backup`", &|side| command(&side.commands.backup))?;
    line("file of the store, MiB", &|side| shown(side.commands.database))?;
    line("file of the backup, MiB", &|side| shown(side.commands.file))?;
    writeln!(text)?;
    Ok(())
}

fn count(number: usize) -> String {
    u32::try_from(number).map_or_else(|_| number.to_string(), |number| shown(f64::from(number)))
}

fn read(load: &Load) -> String {
    format!("{} a second, p99 {:.2} ms, CPU {} µs each", shown(load.rate), load.p99, shown(load.cpu))
}

fn command(taken: &Taken) -> String {
    format!("{} s, at most {} MiB", shown(taken.seconds), shown(taken.peak))
}
