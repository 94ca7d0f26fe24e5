//! What this process is asked to be.

use std::error::Error;
use std::path::PathBuf;
use std::str::FromStr;

use crate::Result;

/// What this process is.
pub enum Role {
    /// A bare server that answers with the bytes of a file.
    Bare { answer: PathBuf },
    /// SQLite alone, on a copy of a store.
    Sqlite { database: PathBuf, calls: u64 },
    /// Many calls without a socket, for a profiler to look at.
    Door { what: Profiled, calls: u64 },
    /// Whoever measures all of them.
    Table(Plan),
}

/// What a profiler looks at.
#[derive(Clone, Copy)]
pub enum Profiled {
    /// ListMFADevices.
    Reads,
    /// GetSessionToken with a code, of as many devices.
    Sessions,
    /// A device's whole life.
    Lives,
}

impl FromStr for Profiled {
    type Err = Box<dyn Error + Send + Sync>;

    fn from_str(text: &str) -> Result<Self> {
        match text {
            "reads" => Ok(Self::Reads),
            "sessions" => Ok(Self::Sessions),
            "lives" => Ok(Self::Lives),
            _ => Err("reads, sessions or lives".into()),
        }
    }
}

/// What is measured, and for how long.
pub struct Plan {
    /// The `bartizan` binary.
    pub bartizan: PathBuf,
    /// The `moto_server` program, if there is one.
    pub moto: Option<PathBuf>,
    /// Where the table goes, beside standard output.
    pub out: Option<PathBuf>,
    /// Where stores are made: on a disk that syncs.
    pub directory: PathBuf,
    /// How many rounds; the median counts.
    pub rounds: usize,
    /// How long a load lasts.
    pub seconds: u64,
    /// How many accounts the large store has.
    pub accounts: usize,
    /// How many users each of them has.
    pub users: usize,
    /// How many users have a device, for sessions with codes.
    pub devices: usize,
}

const USAGE: &str =
    "usage: bartizan-bench --bartizan FILE --directory DIR [--moto FILE] [--out FILE] [--quick]
environment: BENCH_ACCOUNTS (20), each with 4,999 users beside its administrator";

/// Reads the command line.
pub fn role() -> Result<Role> {
    let mut words = std::env::args().skip(1).peekable();
    match words.peek().map(String::as_str) {
        Some("bare") => Ok(Role::Bare { answer: words.nth(1).ok_or(USAGE)?.into() }),
        Some("sqlite") => {
            let database = words.nth(1).ok_or(USAGE)?.into();
            Ok(Role::Sqlite { database, calls: words.next().ok_or(USAGE)?.parse()? })
        }
        Some("door") => {
            let what = words.nth(1).ok_or(USAGE)?.parse()?;
            Ok(Role::Door { what, calls: words.next().ok_or(USAGE)?.parse()? })
        }
        _ => Ok(Role::Table(plan(words)?)),
    }
}

fn plan(mut words: impl Iterator<Item = String>) -> Result<Plan> {
    let (mut bartizan, mut directory, mut moto, mut out, mut quick) = (None, None, None, None, false);
    while let Some(word) = words.next() {
        let place = match word.as_str() {
            "--quick" => {
                quick = true;
                continue;
            }
            "--bartizan" => &mut bartizan,
            "--directory" => &mut directory,
            "--moto" => &mut moto,
            "--out" => &mut out,
            _ => return Err(USAGE.into()),
        };
        *place = Some(PathBuf::from(words.next().ok_or(USAGE)?));
    }
    let accounts = match std::env::var("BENCH_ACCOUNTS") {
        Ok(text) => Some(text.parse()?),
        Err(_) => None,
    };
    Ok(Plan {
        bartizan: bartizan.ok_or(USAGE)?,
        directory: directory.ok_or(USAGE)?,
        moto,
        out,
        rounds: if quick { 3 } else { 5 },
        seconds: if quick { 2 } else { 8 },
        accounts: accounts.unwrap_or(if quick { 2 } else { 20 }),
        users: 4_999,
        devices: if quick { 4_000 } else { 20_000 },
    })
}
