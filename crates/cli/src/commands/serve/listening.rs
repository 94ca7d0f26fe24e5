//! Taking the addresses.

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use server::{BindError, Config, InsecureTransport, Limits, Server, TlsFiles};

use crate::failure::{Failure, with_causes};
use crate::settings::{Listen, Settings};

/// Listens where the settings say; nobody is answered yet.
pub async fn bind(settings: &Settings) -> Result<Server, Failure> {
    let listen = addresses(&settings.listen).await?;
    let files = settings.tls_certificate.clone().zip(settings.tls_key.clone());
    let config = Config {
        listen,
        tls: files.map(|(certificate, key)| TlsFiles { certificate, key }),
        insecure_http: settings.insecure_http,
        limits: limits(settings),
    };
    Server::bind(config).await.map_err(|error| in_words(&error))
}

async fn addresses(Listen { host, port }: &Listen) -> Result<Vec<SocketAddr>, Failure> {
    let found = tokio::net::lookup_host(format!("{host}:{port}")).await;
    let mut listen: Vec<SocketAddr> =
        found.map_err(|error| Failure::of(format!("cannot find the address of {host}"), error))?.collect();
    listen.sort();
    listen.dedup();
    Ok(listen)
}

/// Listens for whoever watches over the server, where the settings say so. What it tells, who uses what and how much, is not
/// secret and still nobody else's business: an address that others reach must be asked for (as rule R23 has it for the other).
pub async fn bind_watching(settings: &Settings) -> Result<Option<Server>, Failure> {
    let Some(place) = &settings.metrics_listen else { return Ok(None) };
    let listen = addresses(place).await?;
    let config = Config {
        listen,
        tls: None,
        insecure_http: settings.metrics_beyond_loopback,
        limits: watching_limits(),
    };
    match Server::bind(config).await {
        Ok(server) => Ok(Some(server)),
        Err(BindError::InsecureTransport(InsecureTransport(address))) => Err(Failure::Usage(format!(
            "metrics.listen: {address} is not a loopback address, and whoever reaches it reads who uses what: set \
             metrics.beyond_loopback to true if only those reach it who may"
        ))),
        Err(error) => Err(Failure::Failed(format!("metrics.listen: {}", with_causes(&error)))),
    }
}

/// A collector, a load balancer and a few people, whose requests have no body: a flood here must cost next to nothing.
fn watching_limits() -> Limits {
    Limits {
        body: 1024,
        bodies: 1024,
        head: 8 * 1024,
        head_timeout: Duration::from_secs(5),
        body_timeout: Duration::from_secs(5),
        connections: 64,
        connections_per_peer: 32,
        stop_timeout: Duration::from_secs(2),
        ..Limits::default()
    }
}

fn limits(settings: &Settings) -> Limits {
    Limits {
        head_timeout: settings.head_seconds.0,
        body_timeout: settings.body_seconds.0,
        idle_timeout: settings.idle_seconds.0,
        stop_timeout: settings.stop_seconds.0,
        connections: settings.connections.get(),
        connections_per_peer: settings.connections_per_peer.get(),
        bodies: usize::try_from(settings.bodies_mib.get()).unwrap_or(usize::MAX).saturating_mul(1024 * 1024),
        ..Limits::default()
    }
}

fn in_words(error: &BindError) -> Failure {
    let advice = match error {
        BindError::InsecureTransport(_) => return Failure::Usage(error.to_string()),
        BindError::Listen { source, .. } => match source.kind() {
            ErrorKind::AddrInUse => {
                "; something listens there already, perhaps another bartizan: choose another with --listen"
            }
            ErrorKind::PermissionDenied => {
                "; ports below 1024 need the capability CAP_NET_BIND_SERVICE, others do not"
            }
            ErrorKind::AddrNotAvailable => "; this machine has no such address",
            _ => "",
        },
        BindError::NoAddress | BindError::Tls(_) => "",
    };
    Failure::Failed(format!("{}{advice}", with_causes(error)))
}

/// The host as it was given, with the port that it is.
pub fn address(settings: &Settings, server: &Server) -> Listen {
    Listen { host: settings.listen.host.clone(), port: server.local_addr().port() }
}

/// What is spoken.
pub const fn scheme(settings: &Settings) -> &'static str {
    if settings.tls_certificate.is_some() { "https" } else { "http" }
}

/// Takes as many open files as the system lets us have: each connection is one.
pub fn raise_open_files(settings: &Settings) {
    /// Store, logs, admin socket, and what else is open.
    const OWN: u64 = 128;
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if setrlimit(Resource::Nofile, raised).is_err() {
        tracing::debug!("the limit of open files stays as it is");
    }
    let connections = u64::from(settings.connections.get());
    if let Some(files) = getrlimit(Resource::Nofile).current.filter(|files| *files < connections + OWN) {
        tracing::warn!(
            files,
            connections,
            "fewer files may be open than connections are allowed: raise `ulimit -Hn`"
        );
    }
}
