//! Replays signed requests with `wrk`, which is cheaper than any client of ours.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;

use tempfile::NamedTempFile;

use crate::Result;
use crate::client::Signed;
use crate::process::{Server, pinned_to};

/// Connections that are kept alive.
pub const CONNECTIONS: u32 = 8;

/// What one load was answered with.
pub struct Load {
    /// Requests a second.
    pub rate: f64,
    /// Half of the requests took no longer, in milliseconds.
    pub p50: f64,
    /// All but one of a hundred took no longer.
    pub p99: f64,
    /// Processor time of the server, in microseconds a request.
    pub cpu: f64,
}

/// A server, as the generator reaches it.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// The server.
    pub server: &'a Server,
    /// Where it listens.
    pub address: SocketAddr,
    /// The core of the generator; none if it stays on this process's.
    pub core: Option<&'a str>,
}

/// Sends a request again and again, and sees what it costs the server.
pub fn replay(target: Target<'_>, request: &Signed, seconds: u64) -> Result<Load> {
    let mut script = format!("wrk.method = \"POST\"\nwrk.body = [[{}]]\n", request.body);
    for (name, value) in &request.headers {
        // wrk adds a host of its own unless it finds one that is written like this.
        let name = if *name == "host" { "Host" } else { name };
        writeln!(script, "wrk.headers[\"{name}\"] = [[{value}]]")?;
    }
    load(target, &script, seconds)
}

/// Requests of which each is sent in its turn.
pub struct Requests(NamedTempFile);

impl Requests {
    /// These requests.
    pub fn of(requests: impl Iterator<Item = Result<Signed>>) -> Result<Self> {
        let mut file = NamedTempFile::new()?;
        {
            let mut out = std::io::BufWriter::new(&mut file);
            for request in requests {
                out.write_all(&request?.bytes())?;
                out.write_all(b"\0")?;
            }
            out.flush()?;
        }
        Ok(Self(file))
    }

    /// Sends them one after the other, from the first one again after the last.
    pub fn replay(&self, target: Target<'_>, seconds: u64) -> Result<Load> {
        let path = self.0.path().to_str().ok_or("the directory of temporary files has a strange name")?;
        load(target, &IN_TURN.replace("REQUESTS", path), seconds)
    }
}

/// Read by the thread that sends, which is the only one.
const IN_TURN: &str = r#"
local requests, turn = {}, 0
init = function()
  local file = assert(io.open([[REQUESTS]], "rb"))
  for one in file:read("*a"):gmatch("[^%z]+") do requests[#requests + 1] = one end
  file:close()
end
request = function()
  turn = turn % #requests + 1
  return requests[turn]
end
"#;

const REPORT: &str = r#"
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), failed))
end
"#;

fn load(target: Target<'_>, script: &str, seconds: u64) -> Result<Load> {
    let mut file = NamedTempFile::new()?;
    file.write_all(script.as_bytes())?;
    file.write_all(REPORT.as_bytes())?;
    let mut wrk = match target.core {
        Some(core) => pinned_to(core, Path::new("wrk")),
        None => Command::new("wrk"),
    };
    wrk.args([
        "-t",
        "1",
        "-c",
        &CONNECTIONS.to_string(),
        "-d",
        &format!("{seconds}s"),
        "--timeout",
        "10s",
        "-s",
    ]);
    wrk.arg(file.path()).arg(format!("http://{}/", target.address));

    let before = target.server.cpu_micros()?;
    let run = wrk.output()?;
    let cpu = target.server.cpu_micros()? - before;
    let output = String::from_utf8_lossy(&run.stdout);
    let result = output.lines().find_map(|line| line.strip_prefix("RESULT "));
    let figures = result.ok_or_else(|| format!("wrk: {output}{}", String::from_utf8_lossy(&run.stderr)))?;
    let figures = figures.split(' ').map(str::parse).collect::<std::result::Result<Vec<f64>, _>>()?;
    let &[requests, micros, p50, p99, failed] = figures.as_slice() else {
        return Err("wrk said too little".into());
    };
    if failed > 0.0 {
        return Err(format!("{failed} of {requests} requests failed: {script}").into());
    }
    Ok(Load { rate: requests * 1e6 / micros, p50: p50 / 1e3, p99: p99 / 1e3, cpu: cpu / requests })
}
