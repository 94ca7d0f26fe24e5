//! Replays a signed request with `wrk`, which is cheaper than any client of ours.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::SocketAddr;
use std::process::Command;

use crate::Result;
use crate::client::Signed;
use crate::process::Server;

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

const REPORT: &str = r#"
done = function(summary, latency)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d %d %d\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99), failed))
end
"#;

/// Sends a request again and again, and sees what it costs the server.
pub fn replay(server: &Server, address: SocketAddr, request: &Signed, seconds: u64) -> Result<Load> {
    let mut script = format!("wrk.method = \"POST\"\nwrk.body = [[{}]]\n", request.body);
    for (name, value) in &request.headers {
        // wrk adds a host of its own unless it finds one that is written like this.
        let name = if *name == "host" { "Host" } else { name };
        writeln!(script, "wrk.headers[\"{name}\"] = [[{value}]]")?;
    }
    script.push_str(REPORT);
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(script.as_bytes())?;

    let before = server.cpu_micros()?;
    let run = Command::new("wrk")
        .args([
            "-t",
            "1",
            "-c",
            &CONNECTIONS.to_string(),
            "-d",
            &format!("{seconds}s"),
            "--timeout",
            "10s",
            "-s",
        ])
        .arg(file.path())
        .arg(format!("http://{address}/"))
        .output()?;
    let cpu = server.cpu_micros()? - before;
    let output = String::from_utf8_lossy(&run.stdout);
    let result = output.lines().find_map(|line| line.strip_prefix("RESULT "));
    let figures = result.ok_or_else(|| format!("wrk: {output}{}", String::from_utf8_lossy(&run.stderr)))?;
    let figures = figures.split(' ').map(str::parse).collect::<std::result::Result<Vec<f64>, _>>()?;
    let &[requests, micros, p50, p99, failed] = figures.as_slice() else {
        return Err("wrk said too little".into());
    };
    if failed > 0.0 {
        return Err(format!("{failed} of {requests} requests failed: {}", request.body).into());
    }
    Ok(Load { rate: requests * 1e6 / micros, p50: p50 / 1e3, p99: p99 / 1e3, cpu: cpu / requests })
}
