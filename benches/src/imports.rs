//! The import of a maker's seed file, as an operator gives it while the server runs.

use std::io::{BufWriter, Write as _};
use std::path::Path;

use crate::Result;
use crate::bartizan::Bartizan;
use crate::process::{Server, Taken, watched};

/// How many tokens are in the file.
pub const TOKENS: usize = 100_000;

/// What an import took.
pub struct Import {
    /// From the start of the command to its end, in seconds.
    pub seconds: f64,
    /// The most memory that the command held, in MiB.
    pub command: f64,
    /// The most that the server ever held, in MiB.
    pub server: f64,
}

/// Imports a file into a store with one account.
pub fn measure(bartizan: &Bartizan, directory: &Path) -> Result<Import> {
    let file = directory.join("tokens.csv");
    write_seeds(&file)?;
    bartizan.account(0)?;
    let (server, _) = bartizan.serve()?;
    let import = once(bartizan, &file, &server);
    server.stop()?;
    import
}

fn once(bartizan: &Bartizan, file: &Path, server: &Server) -> Result<Import> {
    let mut command = bartizan.command(&["tokens", "import", "--format", "json"]);
    command.arg(file);
    let Taken { seconds, peak } = watched(command)?;
    Ok(Import { seconds, command: peak, server: server.peak_mib()? })
}

/// Seeds of 20 bytes, all different. Nobody's: they are numbers.
fn write_seeds(file: &Path) -> Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    writeln!(out, "serial,seed_hex,algorithm,digits,period")?;
    for number in 0..TOKENS {
        writeln!(out, "BENCH{number:08},{number:040x},SHA256,6,30")?;
    }
    Ok(out.flush()?)
}
