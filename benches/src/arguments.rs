//! What this process is asked to be.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::Result;
use crate::profile::Profiled;

/// What this process is.
pub enum Role {
    /// A bare server that answers with the bytes of a file.
    Bare { answer: PathBuf },
    /// SQLite alone, on a copy of a store.
    Sqlite { database: PathBuf, calls: u64 },
    /// Many calls without a socket, for a profiler to look at.
    Door { what: Profiled, calls: u64 },
    /// Whoever measures.
    Measure(Mode, Setup),
}

/// What is measured.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mode {
    /// Bartizan beside what limits it and what it replaces.
    Table,
    /// A store of a million users beside one of a thousand.
    Million {
        /// All of them in one account.
        one_account: bool,
    },
    /// All sorts of calls at once, at 80 % of what the server can do.
    Mixed,
    /// Calls while strangers try passwords.
    Flood,
    /// Over PostgreSQL, beside pgbench, and two nodes.
    Postgres,
}

/// What with, where, and for how long.
pub struct Setup {
    /// The `bartizan` binary.
    pub bartizan: PathBuf,
    /// The `moto_server` program, if there is one.
    pub moto: Option<PathBuf>,
    /// Where the tables go, beside standard output.
    pub out: Option<PathBuf>,
    /// Where stores are made: on a disk that syncs.
    pub directory: PathBuf,
    /// Whether it is to see that it works, rather than to know how fast.
    pub quick: bool,
    /// How long a load lasts, if that was said.
    pub seconds: Option<u64>,
}

impl Setup {
    /// A place for stores, which is gone at the end. A run that is killed leaves it: its name says whose it was.
    pub fn scratch(&self) -> Result<TempDir> {
        Ok(tempfile::Builder::new().prefix("bench-").tempdir_in(&self.directory)?)
    }

    /// How many rounds there are; the median counts.
    pub const fn rounds(&self) -> usize {
        if self.quick { 3 } else { 5 }
    }

    /// How long a load of a round lasts.
    pub fn load_seconds(&self) -> u64 {
        self.seconds.unwrap_or(if self.quick { 2 } else { 8 })
    }
}

const USAGE: &str =
    "usage: bartizan-bench [MODE] --bartizan FILE --directory DIR [--out FILE] [--quick] [--seconds N]
modes: million [--one-account], mixed, flood, postgres; without one: the table of targets, with [--moto FILE]
environment: BENCH_ACCOUNTS (20), each with 4,999 users beside its administrator, for that table";

/// Reads the command line.
pub fn role() -> Result<Role> {
    read(std::env::args().skip(1))
}

fn read(words: impl Iterator<Item = String>) -> Result<Role> {
    let mut words = words.peekable();
    let mode = match words.peek().map(String::as_str) {
        Some("bare") => return Ok(Role::Bare { answer: words.nth(1).ok_or(USAGE)?.into() }),
        Some("sqlite") => {
            let database = words.nth(1).ok_or(USAGE)?.into();
            return Ok(Role::Sqlite { database, calls: words.next().ok_or(USAGE)?.parse()? });
        }
        Some("door") => {
            let what = words.nth(1).ok_or(USAGE)?.parse()?;
            return Ok(Role::Door { what, calls: words.next().ok_or(USAGE)?.parse()? });
        }
        Some("million") => Mode::Million { one_account: false },
        Some("mixed") => Mode::Mixed,
        Some("flood") => Mode::Flood,
        Some("postgres") => Mode::Postgres,
        _ => Mode::Table,
    };
    if mode != Mode::Table {
        words.next();
    }
    setup(mode, words)
}

fn setup(mut mode: Mode, mut words: impl Iterator<Item = String>) -> Result<Role> {
    let (mut bartizan, mut directory, mut moto, mut out) = (None, None, None, None);
    let (mut quick, mut seconds) = (false, None);
    while let Some(word) = words.next() {
        let place = match (word.as_str(), &mut mode) {
            ("--quick", _) => {
                quick = true;
                continue;
            }
            ("--one-account", Mode::Million { one_account }) => {
                *one_account = true;
                continue;
            }
            ("--seconds", _) => {
                let number: u64 = words.next().ok_or(USAGE)?.parse()?;
                seconds = Some(number.max(1));
                continue;
            }
            ("--bartizan", _) => &mut bartizan,
            ("--directory", _) => &mut directory,
            ("--moto", Mode::Table) => &mut moto,
            ("--out", _) => &mut out,
            _ => return Err(format!("{word} is not understood\n{USAGE}").into()),
        };
        *place = Some(PathBuf::from(words.next().ok_or(USAGE)?));
    }
    let (bartizan, directory) = (whole(bartizan)?, whole(directory)?);
    Ok(Role::Measure(mode, Setup { bartizan, moto, out, directory, quick, seconds }))
}

/// The whole path: what is started in another directory must find it too.
fn whole(path: Option<PathBuf>) -> Result<PathBuf> {
    let path = path.ok_or(USAGE)?;
    path.canonicalize().map_err(|error| format!("{}: {error}", path.display()).into())
}

#[cfg(test)]
mod tests {
    use super::{Mode, Role, read};

    #[test]
    fn a_mode_takes_what_is_its_own_and_nothing_else() {
        let own = |line: &str| read(line.split(' ').map(str::to_owned));
        let there = "--bartizan /proc/self/exe --directory /";
        for (line, wanted) in [
            ("--quick", Some(Mode::Table)),
            ("--moto /moto", Some(Mode::Table)),
            ("million", Some(Mode::Million { one_account: false })),
            ("million --one-account", Some(Mode::Million { one_account: true })),
            ("mixed --seconds 10", Some(Mode::Mixed)),
            ("flood --quick", Some(Mode::Flood)),
            ("postgres", Some(Mode::Postgres)),
            ("mixed --one-account", None),
            ("flood --moto /moto", None),
            ("mixed --seconds", None),
            ("mixed --seconds soon", None),
            ("nonsense", None),
        ] {
            let found = match own(&format!("{line} {there}")) {
                Ok(Role::Measure(mode, _)) => Some(mode),
                _ => None,
            };
            assert_eq!(found, wanted, "{line}");
        }
    }
}
