//! Measures Bartizan beside what limits it (a bare hyper server, SQLite alone) and what it replaces (moto), in one run:
//! absolute figures of shared machines drift, so every claim is a ratio. `benches/run` is how it is called.
//!
//! The process itself is the load generator and stays on one core; what it measures, it starts on the other.

mod arguments;
mod bare;
mod bartizan;
mod chance;
mod client;
mod clock;
mod connection;
mod crowd;
mod door;
mod figures;
mod flood;
mod imports;
mod lives;
mod micro;
mod million;
mod mixed;
mod moto;
mod postgres;
mod process;
mod profile;
mod progress;
mod reads;
mod sessions;
mod sqlite;
mod start;
mod table;
mod targets;
mod wrk;

use std::error::Error;
use std::io::Write as _;
use std::process::ExitCode;

use arguments::{Mode, Role};

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

fn main() -> ExitCode {
    let done = match arguments::role() {
        Ok(Role::Bare { answer }) => bare::serve(&answer),
        Ok(Role::Sqlite { database, calls }) => sqlite::child(&database, calls),
        Ok(Role::Door { what, calls }) => profile::run(what, calls),
        Ok(Role::Measure(mode, setup)) => match mode {
            Mode::Table => table::measure(&setup),
            Mode::Million { one_account } => million::measure(&setup, one_account),
            Mode::Mixed => mixed::measure(&setup),
            Mode::Flood => flood::measure(&setup),
            Mode::Postgres => postgres::measure(&setup),
        },
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tell(&format!("bartizan-bench: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// What is going on, for whoever waits.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
