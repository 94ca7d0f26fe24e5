//! The whole run, and the table that comes of it.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::arguments::Plan;
use crate::bartizan::Bartizan;
use crate::client::{Keys, run};
use crate::figures::{median_of, shown};
use crate::imports::{self, Import};
use crate::lives::{self, Lives};
use crate::micro::{self, Micro};
use crate::reads::{self, Read};
use crate::sessions::{self, Sessions};
use crate::start::{self, Start};
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

/// Measures everything, and shows it.
pub fn measure(plan: &Plan) -> Result<()> {
    let directory = tempfile::tempdir_in(&plan.directory)?;
    let small = Bartizan::new(&plan.bartizan, directory.path().join("small"));
    tell("reads, and MFA lives");
    let keys = small.account(0)?;
    let empty = start::measure(&small, &keys, plan.rounds)?;
    let (reads, lives) = small_store(plan, &small, &keys, &directory)?;
    let moto = plan.moto.as_deref().map(|program| emulator(plan, program)).transpose()?;
    let large = large_store(plan, &directory)?;
    tell("a seed file of 100,000 tokens");
    let tokens = Bartizan::new(&plan.bartizan, directory.path().join("tokens"));
    let import = imports::measure(&tokens, directory.path())?;
    tell("parts of a request");
    let report = Report { reads, lives, moto, empty, large, import, micro: micro::measure()? };
    let text = report.text(plan)?;
    if let Some(out) = &plan.out {
        std::fs::write(out, &text)?;
    }
    Ok(std::io::stdout().write_all(text.as_bytes())?)
}

fn small_store(plan: &Plan, bartizan: &Bartizan, keys: &Keys, directory: &TempDir) -> Result<(Reads, Lives)> {
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

fn emulator(plan: &Plan, program: &Path) -> Result<Moto> {
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

fn large_store(plan: &Plan, directory: &TempDir) -> Result<Large> {
    let bartizan = Bartizan::new(&plan.bartizan, directory.path().join("large"));
    let admins = (0..plan.accounts).map(|number| bartizan.account(number)).collect::<Result<Vec<_>>>()?;
    let users = admins.len() * plan.users;
    tell(&format!("{users} users, {} of them with a device", plan.devices));
    let (server, address) = bartizan.serve()?;
    let holders: Arc<[_]> = sessions::populate(address, &admins, plan.users, plan.devices)?.into();
    tell("sessions with codes");
    // One step after another: the first is already past, and nobody has to wait for the next.
    let first = clock::step() + 1 - sessions::ROUNDS;
    let rounds = (first..first + sessions::ROUNDS)
        .map(|step| sessions::round(&server, address, &holders, step))
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

impl Report {
    fn text(&self, plan: &Plan) -> Result<String> {
        let mut text = String::new();
        self.header(plan, &mut text)?;
        self.loads(&mut text)?;
        self.targets(&mut text)?;
        Ok(text)
    }

    fn header(&self, plan: &Plan, text: &mut String) -> Result<()> {
        let load = std::fs::read_to_string("/proc/loadavg")?;
        let load = load.split(' ').next().unwrap_or_default();
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
        writeln!(text, "| what | measured | target |\n|---|--:|--:|")?;
        for (what, measured, target) in self.rows() {
            let verdict = if target.is_met(measured) { "" } else { " (missed)" };
            writeln!(text, "| {what} | {}{}{verdict} | {} |", shown(measured), target.unit(), target.text())?;
        }
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

    fn rows(&self) -> Vec<(String, f64, Target)> {
        let Reads { bare, list, identity } = &self.reads;
        let sessions = median_of(&self.large.sessions, |round| round.rate);
        let users = shown(f64::from(u32::try_from(self.large.users).unwrap_or(u32::MAX)));
        let mut rows = vec![
            (
                "ListMFADevices, of bare hyper".into(),
                100.0 * list.rate / bare.rate,
                Target::Least(70.0, " %"),
            ),
            (
                "GetCallerIdentity, of bare hyper".into(),
                100.0 * identity.rate / bare.rate,
                Target::Least(70.0, " %"),
            ),
            ("CPU added to bare hyper, ListMFADevices".into(), list.cpu - bare.cpu, Target::Most(8.0, " µs")),
            (
                "CPU added to bare hyper, GetCallerIdentity".into(),
                identity.cpu - bare.cpu,
                Target::Most(8.0, " µs"),
            ),
            (
                "GetSessionToken with a code, of SQLite alone".into(),
                100.0 * sessions / self.large.sqlite,
                Target::Least(60.0, " %"),
            ),
        ];
        if let Some(moto) = &self.moto {
            rows.extend([
                (
                    "ListMFADevices, of moto".into(),
                    list.rate / moto.list.rate,
                    Target::Least(150.0, " times"),
                ),
                (
                    "GetCallerIdentity, of moto".into(),
                    identity.rate / moto.identity.rate,
                    Target::Least(150.0, " times"),
                ),
                (
                    "MFA lives, of moto".into(),
                    self.lives.rate / moto.lives.rate,
                    Target::Least(20.0, " times"),
                ),
            ]);
        }
        rows.extend([
            ("start to first answer, empty store".into(), self.empty.millis, Target::Most(50.0, " ms")),
            (
                format!("start to first answer, {users} users"),
                self.large.start.millis,
                Target::Most(50.0, " ms"),
            ),
            ("resident memory, idle".into(), self.empty.resident, Target::Most(24.0, " MiB")),
            (
                format!("resident memory, idle, {users} users"),
                self.large.start.resident,
                Target::Most(24.0, " MiB"),
            ),
            (
                format!("resident memory, each of {users} users read"),
                self.large.all_read,
                Target::Most(24.0 + 64.0, " MiB"),
            ),
            ("import of 100,000 tokens".into(), self.import.seconds, Target::Most(60.0, " s")),
            ("memory of the command then, at most".into(), self.import.command, Target::Most(256.0, " MiB")),
            ("memory of the server then, at most".into(), self.import.server, Target::Most(256.0, " MiB")),
            ("resync search, 2,001 steps".into(), self.micro.pair / 1e3, Target::Most(0.4, " ms")),
            ("signature verified, key cached".into(), self.micro.verify, Target::None(" µs")),
            ("ListMFADevices without a socket".into(), self.micro.list, Target::None(" µs")),
            ("GetCallerIdentity without a socket".into(), self.micro.identity, Target::None(" µs")),
            ("decision of an administrator's request".into(), self.micro.decide, Target::Most(2.0, " µs")),
        ]);
        rows
    }
}

/// What a figure should be, and in what it is measured.
enum Target {
    Least(f64, &'static str),
    Most(f64, &'static str),
    None(&'static str),
}

impl Target {
    const fn unit(&self) -> &'static str {
        match self {
            Self::Least(_, unit) | Self::Most(_, unit) | Self::None(unit) => unit,
        }
    }

    fn is_met(&self, figure: f64) -> bool {
        match self {
            Self::Least(least, _) => figure >= *least,
            Self::Most(most, _) => figure <= *most,
            Self::None(_) => true,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Least(least, unit) => format!("at least {least}{unit}"),
            Self::Most(most, unit) => format!("at most {most}{unit}"),
            Self::None(_) => String::new(),
        }
    }
}
