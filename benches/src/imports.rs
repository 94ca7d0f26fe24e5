//! The import of a maker's seed file, as an operator gives it while the server runs.

use std::io::{BufWriter, Write as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::bartizan::Bartizan;
use crate::process::{Server, peak_mib};
use crate::{Result, clock};

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
    let began = clock::start();
    let child = command.arg(file).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let memory = watch(child)?;
    Ok(Import { seconds: began.elapsed().as_secs_f64(), command: memory, server: server.peak_mib()? })
}

/// Waits for a command, and gives the most memory that was seen of it.
fn watch(mut child: Child) -> Result<f64> {
    let mut peak = 0.0_f64;
    loop {
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(peak) } else { Err("the import failed".into()) };
        }
        peak = peak.max(peak_mib(child.id()).unwrap_or(0.0));
        std::thread::park_timeout(Duration::from_millis(20));
    }
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

impl Bartizan {
    /// One of its commands, over its data directory.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(self.program());
        command.args(words).arg("--data").arg(self.data());
        command
    }
}
