//! What an operator does with a whole store, and its files.

use std::path::Path;

use crate::bartizan::Bartizan;
use crate::process::{Taken, watched};
use crate::{Result, tell};

/// What the commands took, and left.
pub struct Commands {
    /// `bartizan verify`.
    pub verify: Taken,
    /// `bartizan backup`.
    pub backup: Taken,
    /// The file of documents and events, in MiB.
    pub database: f64,
    /// The backup, in MiB.
    pub file: f64,
}

impl Commands {
    /// Runs them while no server does, so that what they hold is theirs.
    pub fn measure(bartizan: &Bartizan) -> Result<Self> {
        tell("verify");
        let verify = watched(bartizan.command(&["verify"]))?;
        tell("backup");
        let file = bartizan.data().with_extension("backup");
        let name = file.to_str().ok_or("the directory has a strange name")?;
        let backup = watched(bartizan.command(&["backup", name]))?;
        let commands = Self { verify, backup, database: mib(&bartizan.database()?)?, file: mib(&file)? };
        std::fs::remove_file(file)?;
        Ok(commands)
    }
}

fn mib(file: &Path) -> Result<f64> {
    let kib = u32::try_from(std::fs::metadata(file)?.len() >> 10)?;
    Ok(f64::from(kib) / 1024.0)
}
