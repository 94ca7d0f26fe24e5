//! The log: standard error, as lines for people or as JSON for machines. No secret ever reaches it (rule R7): what is secret
//! has no `Display`, and its `Debug` shows nothing.

use std::io::{self, IsTerminal};

use service::figures::Told;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::{Layer, Registry, fmt};

use crate::settings::{LogFormat, LogLevel, LogRequests};
use crate::terminal;

/// Starts logging, for the rest of the process.
pub fn start(level: LogLevel, requests: LogRequests, format: LogFormat) {
    let layer: Box<dyn Layer<Registry> + Send + Sync> = match format {
        LogFormat::Text => {
            let colours = io::stderr().is_terminal() && terminal::wants_colours();
            fmt::layer().with_writer(io::stderr).with_ansi(colours).boxed()
        }
        LogFormat::Json => fmt::layer().json().flatten_event(true).with_writer(io::stderr).boxed(),
    };
    // A malformed answer of a security key is a stranger's doing, and told by the operation that refuses it; the library would log what
    // it could not read at the level of errors.
    let targets = level.0.with_target("webauthn_rs_core", LevelFilter::OFF);
    let targets = targets.with_target(Told::TARGET, requests.filter());
    // Fails only where a subscriber is set already, and this is the one place that sets it.
    let _ = tracing::subscriber::set_global_default(Registry::default().with(layer.with_filter(targets)));
}
