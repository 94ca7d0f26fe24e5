//! `bartizan health`: whether a server is ready, as its listener for metrics and health says. For container platforms, which
//! look at the exit code, in images that have no other program to ask with.

use std::time::Duration;

use bytes::Bytes;
use http::header::HOST;
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use serde::{Deserialize, Serialize};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::{print_json, print_table};
use crate::arguments::{Format, HealthArguments};
use crate::failure::{Failure, with_causes};
use crate::settings::{Listen, Settings, Value};
use crate::watch::Check;

/// No answer is longer.
const LONGEST: usize = 64 * 1024;

/// What `/readyz` says.
#[derive(Debug, Serialize, Deserialize)]
struct Health {
    ready: bool,
    checks: Vec<Check>,
}

/// Asks, and prints what is said.
///
/// # Errors
/// If the server is not ready, or does not answer.
pub async fn run(settings: &Settings, arguments: &HealthArguments) -> Result<(), Failure> {
    let place = place(settings, arguments.at.as_deref())?;
    let patience = Duration::from_secs(arguments.timeout);
    let unanswered =
        |why: &str| Failure::Failed(format!("no server answers at {}:{}: {why}", place.host, place.port));
    let answer = match timeout(patience, ask(&place)).await {
        Ok(answer) => answer.map_err(|error| unanswered(&with_causes(error.as_ref())))?,
        Err(_) => return Err(unanswered(&format!("nothing within {} s", arguments.timeout))),
    };
    let (status, body) = answer;
    let health: Health = serde_json::from_slice(&body).map_err(|_| {
        unanswered(&format!("what answers ({status}) is not bartizan's listener for metrics and health"))
    })?;
    show(&health, arguments.output.format)?;
    if health.ready && status == StatusCode::OK {
        return Ok(());
    }
    let wrong: Vec<_> =
        health.checks.iter().filter(|check| !check.ready).map(|check| check.says.as_str()).collect();
    Err(Failure::Failed(format!("not ready: {}", wrong.join("; "))))
}

fn place(settings: &Settings, given: Option<&str>) -> Result<Listen, Failure> {
    if let Some(given) = given {
        return Listen::read(given).map_err(|wanted| Failure::Usage(format!("--at {given}: {wanted}")));
    }
    let Some(listen) = &settings.metrics_listen else {
        return Err(Failure::Usage(
            "metrics.listen is not set, so no server here answers about its health: set it (localhost:7801, say), or name a \
             server with --at HOST:PORT"
                .to_owned(),
        ));
    };
    if listen.port == 0 {
        return Err(Failure::Usage(
            "metrics.listen has port 0, which is another at each start: say which with --at HOST:PORT"
                .to_owned(),
        ));
    }
    // Who listens on all addresses is asked on this machine's own.
    let host = match listen.host.as_str() {
        "0.0.0.0" => "127.0.0.1",
        "[::]" => "[::1]",
        host => host,
    };
    Ok(Listen { host: host.to_owned(), port: listen.port })
}

async fn ask(place: &Listen) -> Result<(StatusCode, Bytes), Box<dyn std::error::Error + Send + Sync>> {
    let authority = format!("{}:{}", place.host, place.port);
    let stream = TcpStream::connect(authority.as_str()).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let connection = tokio::spawn(connection);
    let request = Request::get("/readyz").header(HOST, authority).body(Empty::<Bytes>::new())?;
    let response = sender.send_request(request).await?;
    let status = response.status();
    let body = Limited::new(response.into_body(), LONGEST).collect().await?.to_bytes();
    connection.abort();
    Ok((status, body))
}

fn show(health: &Health, format: Format) -> Result<(), Failure> {
    match format {
        Format::Json => print_json(health),
        Format::Text => {
            let rows = health.checks.iter().map(|check| {
                let state = if check.ready { "ok" } else { "not ready" };
                [check.name.clone(), state.to_owned(), check.says.clone()]
            });
            print_table(["CHECK", "STATE", ""], &rows.collect::<Vec<_>>())
        }
    }
}
