//! What the whole run found, in words.

use std::fmt::Write as _;

use super::{Plan, Reads, Report};
use crate::Result;
use crate::figures::{median_of, shown};
use crate::lives::Lives;
use crate::targets::{Row, Target, load_average, row, table};
use crate::wrk::Load;

impl Report {
    pub(super) fn text(&self, plan: &Plan<'_>) -> Result<String> {
        let mut text = String::new();
        self.header(plan, &mut text)?;
        self.loads(&mut text)?;
        self.targets(&mut text)?;
        Ok(text)
    }

    fn header(&self, plan: &Plan<'_>, text: &mut String) -> Result<()> {
        let load = load_average()?;
        writeln!(
            text,
            "Each server on one core, the load on another; {} rounds of {} s, medians; load average at the end {load}. \
             Absolute figures drift with the machine: the ratios are what counts.\n",
            plan.rounds, plan.seconds,
        )?;
        Ok(())
    }

    fn loads(&self, text: &mut String) -> Result<()> {
        writeln!(text, "| on one core | a second | p50 / p99, ms | CPU, µs each |\n|---|--:|--:|--:|")?;
        let mut row = |what: &str, load: &Load| {
            let Load { rate, p50, p99, cpu } = load;
            writeln!(text, "| {what} | {} | {p50:.2} / {p99:.2} | {} |", shown(*rate), shown(*cpu))
        };
        row("bare hyper 1, the same bytes", &self.reads.bare)?;
        row("ListMFADevices, signature verified", &self.reads.list)?;
        row("GetCallerIdentity, signature verified", &self.reads.identity)?;
        if let Some(moto) = &self.moto {
            row("moto: ListMFADevices", &moto.list)?;
            row("moto: GetCallerIdentity", &moto.identity)?;
            row("moto: GetSessionToken, code not looked at", &moto.session)?;
        }
        let sessions = &self.large.sessions;
        let (rate, cpu) = (median_of(sessions, |round| round.rate), median_of(sessions, |round| round.cpu));
        writeln!(
            text,
            "| GetSessionToken with a code, durable, 64 clients | {} | | {} |",
            shown(rate),
            shown(cpu)
        )?;
        writeln!(
            text,
            "| SQLite alone, the same bytes in groups of 64 | {} | | |",
            shown(self.large.sqlite)
        )?;
        let mut row = |what: &str, lives: &Lives| {
            writeln!(text, "| {what} | {} | | {} |", shown(lives.rate), shown(lives.cpu))
        };
        row("MFA lives (create, enable, list, deactivate, delete), codes checked, durable", &self.lives)?;
        if let Some(moto) = &self.moto {
            row("moto: MFA lives, codes not looked at, nothing kept", &moto.lives)?;
        }
        writeln!(text)?;
        Ok(())
    }

    fn targets(&self, text: &mut String) -> Result<()> {
        text.push_str(&table(&self.rows())?);
        if let Some(moto) = &self.moto {
            writeln!(
                text,
                "\nmoto: start to first answer {} ms, {} MiB.",
                shown(moto.start),
                shown(moto.resident)
            )?;
        }
        Ok(())
    }

    fn rows(&self) -> Vec<Row> {
        let Reads { bare, list, identity } = &self.reads;
        let sessions = median_of(&self.large.sessions, |round| round.rate);
        let users = shown(f64::from(u32::try_from(self.large.users).unwrap_or(u32::MAX)));
        let mut rows = vec![
            row("ListMFADevices, of bare hyper", 100.0 * list.rate / bare.rate, Target::Least(70.0, " %")),
            row(
                "GetCallerIdentity, of bare hyper",
                100.0 * identity.rate / bare.rate,
                Target::Least(70.0, " %"),
            ),
            row("CPU added to bare hyper, ListMFADevices", list.cpu - bare.cpu, Target::Most(8.0, " µs")),
            row(
                "CPU added to bare hyper, GetCallerIdentity",
                identity.cpu - bare.cpu,
                Target::Most(8.0, " µs"),
            ),
            row(
                "GetSessionToken with a code, of SQLite alone",
                100.0 * sessions / self.large.sqlite,
                Target::Least(60.0, " %"),
            ),
        ];
        if let Some(moto) = &self.moto {
            rows.extend([
                row("ListMFADevices, of moto", list.rate / moto.list.rate, Target::Least(150.0, " times")),
                row(
                    "GetCallerIdentity, of moto",
                    identity.rate / moto.identity.rate,
                    Target::Least(150.0, " times"),
                ),
                row("MFA lives, of moto", self.lives.rate / moto.lives.rate, Target::Least(20.0, " times")),
            ]);
        }
        rows.extend([
            row("start to first answer, empty store", self.empty.millis, Target::Most(50.0, " ms")),
            row(
                format!("start to first answer, {users} users"),
                self.large.start.millis,
                Target::Most(50.0, " ms"),
            ),
            row("resident memory, idle", self.empty.resident, Target::Most(24.0, " MiB")),
            row(
                format!("resident memory, idle, {users} users"),
                self.large.start.resident,
                Target::Most(24.0, " MiB"),
            ),
            row(
                format!("resident memory, each of {users} users read"),
                self.large.all_read,
                Target::Most(24.0 + 64.0, " MiB"),
            ),
            row("import of 100,000 tokens", self.import.seconds, Target::Most(60.0, " s")),
            row("memory of the command then, at most", self.import.command, Target::Most(256.0, " MiB")),
            row("memory of the server then, at most", self.import.server, Target::Most(256.0, " MiB")),
            row("resync search, 2,001 steps", self.micro.pair / 1e3, Target::Most(0.4, " ms")),
            row("signature verified, key cached", self.micro.verify, Target::None(" µs")),
            row("ListMFADevices without a socket", self.micro.list, Target::None(" µs")),
            row("GetCallerIdentity without a socket", self.micro.identity, Target::None(" µs")),
            row("decision of an administrator's request", self.micro.decide, Target::Most(2.0, " µs")),
        ]);
        rows
    }
}
