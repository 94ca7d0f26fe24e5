//! Whether requests should be sent here.

use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use service::Service;
use tokio::sync::watch;
use tokio::time::timeout;

/// What is looked at.
pub struct Readiness {
    /// The service.
    pub service: Arc<Service>,
    /// Whether it was told to stop.
    pub stopping: watch::Receiver<bool>,
    /// How long the store may take to answer a read.
    pub patience: Duration,
}

/// One thing that is looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// What it is: `stopping`, `clock` or `store`.
    pub name: String,
    /// Whether it is as it should be.
    pub ready: bool,
    /// The same in words.
    pub says: String,
}

impl Readiness {
    /// Looks, within a few seconds.
    pub async fn look(&self) -> Vec<Check> {
        vec![self.stopping(), self.clock(), self.store().await]
    }

    fn stopping(&self) -> Check {
        let stops = *self.stopping.borrow();
        let says =
            if stops { "it was told to stop, and finishes what it began" } else { "it was not told to stop" };
        check("stopping", !stops, says)
    }

    fn clock(&self) -> Check {
        let offset = self.service.clock_offset();
        if offset.is_tolerated() {
            return check("clock", true, "it agrees with the store's");
        }
        check(
            "clock",
            false,
            &format!(
                "the clock of this machine is {offset}: codes and sessions are refused until it is set right"
            ),
        )
    }

    async fn store(&self) -> Check {
        match timeout(self.patience, self.service.records().probe()).await {
            Ok(Ok(())) => check("store", true, "it answers"),
            Ok(Err(error)) => {
                // Its cause is for the log: whoever asks here may be anybody who reaches this address.
                tracing::warn!(%error, "not ready: the store fails");
                check("store", false, "it fails; the log says why")
            }
            Err(_) => {
                let says = format!("it does not answer within {} s", self.patience.as_secs_f64());
                check("store", false, &says)
            }
        }
    }
}

fn check(name: &str, ready: bool, says: &str) -> Check {
    Check { name: name.to_owned(), ready, says: says.to_owned() }
}

#[cfg(test)]
mod tests;
