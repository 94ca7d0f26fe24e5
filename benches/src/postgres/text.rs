//! What was found over PostgreSQL, in words.

use std::fmt::Write as _;

use super::nodes::{Nodes, Reads};
use super::sessions::{Beside, Measured};
use crate::Result;
use crate::arguments::Setup;
use crate::figures::shown;
use crate::targets::{Target, load_average, row, table};

pub fn report(setup: &Setup, sessions: &Measured, nodes: &Nodes) -> Result<String> {
    let mut text = String::new();
    writeln!(
        text,
        "PostgreSQL on the disk of this machine, `fsync` on; {} devices. Database, server and load share all cores, as database \
         and pgbench do; medians of 3 rounds in turns, pgbench for {} s each; load average at the end {}.\n",
        sessions.devices,
        setup.load_seconds(),
        load_average()?,
    )?;
    beside(&mut text, &sessions.beside)?;
    two_nodes(&mut text, setup, nodes)?;
    let mut rows = Vec::new();
    for Beside { clients, sessions, pgbench, .. } in &sessions.beside {
        let who = if *clients == 1 { "one client".to_owned() } else { format!("{clients} clients") };
        let what = format!("GetSessionToken with a code, {who}, of pgbench");
        rows.push(row(what, 100.0 * sessions / pgbench, Target::Least(50.0, " %")));
    }
    let Nodes { alone, both } = nodes;
    rows.push(row("cached reads of two nodes, of one", both.rate / alone.rate, Target::Least(1.8, " times")));
    rows.push(row(
        "processor time of a read with two nodes, of that with one",
        100.0 * both.cpu / alone.cpu,
        Target::None(" %"),
    ));
    text.push_str(&table(&rows)?);
    Ok(text)
}

fn beside(text: &mut String, beside: &[Beside]) -> Result<()> {
    writeln!(
        text,
        "| clients | sessions a second | CPU of the server, µs each | of the database, µs each | pgbench, changes a second | \
         CPU of the database, µs each |\n|--:|--:|--:|--:|--:|--:|"
    )?;
    for Beside { clients, sessions, cpu, database, pgbench, pgbench_cpu } in beside {
        let [sessions, cpu, database, pgbench, pgbench_cpu] =
            [sessions, cpu, database, pgbench, pgbench_cpu].map(|figure| shown(*figure));
        writeln!(text, "| {clients} | {sessions} | {cpu} | {database} | {pgbench} | {pgbench_cpu} |")?;
    }
    writeln!(text)?;
    Ok(())
}

fn two_nodes(text: &mut String, setup: &Setup, nodes: &Nodes) -> Result<()> {
    writeln!(
        text,
        "ListMFADevices, cached; each node on a core which its load shares; {} rounds of {} s, medians.\n\n\
         | nodes | reads a second | CPU of a node, µs each | statements a second at the database | the database's share of a core |\n\
         |---|--:|--:|--:|--:|",
        setup.rounds(),
        setup.load_seconds(),
    )?;
    for (what, reads) in [("one", &nodes.alone), ("two at once", &nodes.both)] {
        let Reads { rate, cpu, statements, database } = reads;
        let [rate, cpu, statements, database] =
            [rate, cpu, statements, database].map(|figure| shown(*figure));
        writeln!(text, "| {what} | {rate} | {cpu} | {statements} | {database} % |")?;
    }
    writeln!(text)?;
    Ok(())
}
