//! SIGTERM and SIGINT stop, the second time at once; SIGHUP reads certificate and key again.

use server::TlsHandle;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

use crate::failure::{Failure, with_causes};

/// The signals that are heeded.
#[derive(Debug)]
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Signals {
    /// From now on they do not end the process.
    pub fn new() -> Result<Self, Failure> {
        let listen = |kind| signal(kind).map_err(|error| Failure::of("cannot listen for signals", error));
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            hang_up: listen(SignalKind::hangup())?,
        })
    }

    /// Heeds them, for the rest of the process.
    pub async fn heed(mut self, stop: watch::Sender<bool>, tls: Option<TlsHandle>) {
        loop {
            tokio::select! {
                _ = self.terminate.recv() => stop_or_end(&stop),
                _ = self.interrupt.recv() => stop_or_end(&stop),
                _ = self.hang_up.recv() => reload(tls.clone()).await,
            }
        }
    }
}

/// Resolves when the server is told to stop.
pub async fn told(mut stopping: watch::Receiver<bool>) {
    // The sender lives as long as signals are heeded; without it nobody could stop this server but by ending it.
    if stopping.wait_for(|stop| *stop).await.is_err() {
        std::future::pending::<()>().await;
    }
}

fn stop_or_end(stop: &watch::Sender<bool>) {
    if !stop.send_replace(true) {
        tracing::info!("stopping; once more stops at once");
        return;
    }
    tracing::warn!("stopped at once");
    // What was acknowledged is on disk; the rest is as after a crash.
    std::process::exit(1);
}

async fn reload(tls: Option<TlsHandle>) {
    let Some(tls) = tls else {
        return tracing::info!("nothing to read again: no certificate is configured");
    };
    let reloaded =
        tokio::task::spawn_blocking(move || tls.reload().map_err(|error| with_causes(&error))).await;
    match reloaded.unwrap_or_else(|panic| Err(panic.to_string())) {
        Ok(()) => tracing::info!("certificate and key were read again"),
        Err(error) => tracing::error!(error, "the old certificate and key stay in use"),
    }
}
