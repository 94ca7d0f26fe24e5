//! Whether requests should be sent here.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use service::Service;
use tokio::sync::watch;
use tokio::time::timeout;

/// What is looked at.
pub struct Readiness {
    service: Arc<Service>,
    stopping: watch::Receiver<bool>,
    patience: Duration,
    /// Whether the log says that the store fails.
    is_failing: AtomicBool,
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
    /// Looks at a service, whether it was told to stop, and whether its store answers a read within that time.
    pub fn of(service: Arc<Service>, stopping: watch::Receiver<bool>, patience: Duration) -> Self {
        Self { service, stopping, patience, is_failing: AtomicBool::new(false) }
    }

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
        let answered = timeout(self.patience, self.service.records().probe()).await;
        let is_well = matches!(answered, Ok(Ok(())));
        let changed = self.is_failing.swap(!is_well, Ordering::Relaxed) == is_well;
        match answered {
            Ok(Ok(())) => {
                if changed {
                    tracing::info!("ready again: the store answers");
                }
                check("store", true, "it answers")
            }
            Ok(Err(error)) => {
                // Its cause is for the log, and once: whoever asks here may be anybody who reaches this address, as often as they like.
                if changed {
                    tracing::warn!(%error, "not ready: the store fails");
                }
                check("store", false, "it fails; the log says why")
            }
            Err(_) => {
                if changed {
                    tracing::warn!("not ready: the store does not answer");
                }
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
