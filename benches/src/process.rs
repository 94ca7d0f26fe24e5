//! What is measured runs in a process of its own, on a core of its own.

use std::io::{BufRead as _, BufReader, Read as _, Seek as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal};

use crate::{Result, clock, tell};

/// The core of whatever is measured; the load comes from the other.
pub const CORE: &str = "0";

/// A server under measurement. It ends when this is dropped.
pub struct Server {
    child: Child,
    output: Option<BufReader<std::process::ChildStdout>>,
    /// When it was started.
    pub started: Instant,
}

/// A command that runs on the core of what is measured.
pub fn pinned(program: &Path) -> Command {
    pinned_to(CORE, program)
}

/// A command that runs on these cores, as `taskset` names them, and ends when this process does, however that ends.
pub fn pinned_to(cores: &str, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM", "--", "taskset", "-c", cores]).arg(program);
    command.stdin(Stdio::null()).stderr(Stdio::null());
    command
}

impl Server {
    /// Starts a server whose output nobody reads.
    pub fn silent(mut command: Command) -> Result<Self> {
        let started = clock::start();
        let child = command.stdout(Stdio::null()).spawn()?;
        Ok(Self { child, output: None, started })
    }

    /// Starts a server that says where it listens.
    pub fn speaking(mut command: Command) -> Result<(Self, SocketAddr)> {
        let started = clock::start();
        let mut child = command.stdout(Stdio::piped()).spawn()?;
        let output = child.stdout.take().map(BufReader::new);
        let mut server = Self { child, output, started };
        let mut line = String::new();
        while let Some(output) = &mut server.output {
            line.clear();
            if output.read_line(&mut line)? == 0 {
                break;
            }
            if let Some((_, address)) = line.trim_end().split_once("listening on http://") {
                return Ok((server, address.parse()?));
            }
        }
        Err("the server ended before it listened".into())
    }

    /// The processor time it has taken, in microseconds.
    pub fn cpu_micros(&self) -> Result<f64> {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The name of the program, in parentheses, may hold anything; what follows is numbers.
        let (_, numbers) = stat.rsplit_once(')').ok_or("stat without a name")?;
        let mut times = numbers.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
        let ticks =
            times.next().ok_or("stat without times")?? + times.next().ok_or("stat without times")??;
        // Linux counts in hundredths of a second here, whatever its own clock does.
        Ok(f64::from(ticks) * 10_000.0)
    }

    /// The memory that it holds, in MiB.
    pub fn resident_mib(&self) -> Result<f64> {
        memory_mib(self.child.id(), "VmRSS:")
    }

    /// The most memory that it ever held, in MiB.
    pub fn peak_mib(&self) -> Result<f64> {
        peak_mib(self.child.id())
    }

    /// Stops it, and waits until it has.
    pub fn stop(mut self) -> Result<()> {
        rustix::process::kill_process(Pid::from_child(&self.child), Signal::TERM)?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Server {
    // Asked, not killed: a build that counts what it does for the optimizer writes that down as it ends (`scripts/release`).
    fn drop(&mut self) {
        let _ = rustix::process::kill_process(Pid::from_child(&self.child), Signal::TERM);
        let _ = self.child.wait();
    }
}

/// What a command took.
pub struct Taken {
    /// From its start to its end, in seconds.
    pub seconds: f64,
    /// The most memory that was seen of it, in MiB.
    pub peak: f64,
}

/// Runs a command to its end.
///
/// # Errors
/// It failed; what it said.
pub fn watched(mut command: Command) -> Result<Taken> {
    let mut said = tempfile::tempfile()?;
    let began = clock::start();
    let mut child = command.stdout(Stdio::null()).stderr(said.try_clone()?).spawn()?;
    let (mut peak, mut told) = (0.0_f64, Duration::ZERO);
    loop {
        if let Some(status) = child.try_wait()? {
            if status.success() {
                return Ok(Taken { seconds: began.elapsed().as_secs_f64(), peak });
            }
            let mut text = String::new();
            said.rewind()?;
            said.read_to_string(&mut text)?;
            return Err(format!("{command:?} failed: {text}").into());
        }
        peak = peak.max(peak_mib(child.id()).unwrap_or(0.0));
        if began.elapsed() >= told + Duration::from_secs(10) {
            told = began.elapsed();
            tell(&format!("  {} s so far", told.as_secs()));
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
}

/// The most memory that a process ever held, in MiB.
pub fn peak_mib(process: u32) -> Result<f64> {
    memory_mib(process, "VmHWM:")
}

fn memory_mib(process: u32, name: &str) -> Result<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name)).ok_or("no such figure")?;
    Ok(line.trim().trim_end_matches(" kB").parse::<f64>()? / 1024.0)
}

/// Waits for something that another process is about to do.
pub fn wait_for(what: &str, mut is_there: impl FnMut() -> bool) -> Result<()> {
    let start = clock::start();
    while !is_there() {
        if start.elapsed() > Duration::from_secs(60) {
            return Err(format!("{what} did not come").into());
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
    Ok(())
}
