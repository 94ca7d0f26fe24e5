//! What the load was answered with, in words.

use std::fmt::Write as _;

use super::tally::Times;
use super::{Capacity, Run, SHARE};
use crate::Result;
use crate::figures::shown;
use crate::targets::{Target, load_average, row, table};

pub fn report(capacity: &Capacity, run: &Run, seconds: u64) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "Server on one core, the load on another. Capacity: {} requests a second by 32 clients in a closed loop, the server \
         busy for {:.0} % of its core. Then {SHARE:.0} % of that, {} a second for {seconds} s, each due at its time and counted \
         from then; the server busy for {:.0} %. Load average at the end {}.\n",
        shown(capacity.rate),
        capacity.busy,
        shown(run.rate),
        run.busy,
        load_average()?,
    )?;
    by_class(&mut text, run)?;
    memory(&mut text, run)?;
    let all = run.tally.all();
    text.push_str(&table(&[
        row("errors", f64::from(u32::try_from(run.tally.failed)?), Target::Most(0.0, "")),
        row("p50", all.p50, Target::None(" ms")),
        row("p99", all.p99, Target::None(" ms")),
        row("longest", all.max, Target::None(" ms")),
        row("p99, of p50", all.p99 / all.p50, Target::Most(10.0, " times")),
        row("requests handed out late by the load itself, p99", run.lag.p99, Target::None(" ms")),
        row("memory at the end, of that after a fifth", growth(&run.memory), Target::Most(110.0, " %")),
    ])?);
    for error in &run.tally.errors {
        writeln!(text, "\nAn error: {error}")?;
    }
    Ok(text)
}

fn by_class(text: &mut String, run: &Run) -> Result<()> {
    writeln!(text, "| calls | how many | p50, ms | p99, ms | longest, ms |\n|---|--:|--:|--:|--:|")?;
    let mut line = |what: &str, times: Times| {
        let Times { count, p50, p99, max } = times;
        let count = u32::try_from(count).map_or(f64::INFINITY, f64::from);
        writeln!(text, "| {what} | {} | {} | {} | {} |", shown(count), shown(p50), shown(p99), shown(max))
    };
    for (class, times) in run.tally.by_class() {
        line(class.name(), times)?;
    }
    line("all", run.tally.all())?;
    writeln!(text)?;
    Ok(())
}

fn memory(text: &mut String, run: &Run) -> Result<()> {
    let held: Vec<_> = run.memory.iter().map(|held| format!("{held:.0}")).collect();
    writeln!(text, "Resident memory at each tenth of that time, in MiB: {}.\n", held.join(", "))?;
    Ok(())
}

/// The last sample in percent of the second: in the first, caches are still filling.
fn growth(memory: &[f64]) -> f64 {
    match (memory.get(1), memory.last()) {
        (Some(second), Some(last)) => 100.0 * last / second,
        _ => f64::NAN,
    }
}
