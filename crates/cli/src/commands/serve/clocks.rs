//! Whether this machine's clock is the store's (rule R30).

use std::sync::Arc;
use std::time::Duration;

use server::Clock;
use service::{ClockOffset, Service};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::failure::with_causes;

/// How often the two are compared.
const EVERY: Duration = Duration::from_secs(10);

/// Compares them, and says in the log what it finds, until told to stop.
pub async fn compare(service: Arc<Service>, clock: Arc<dyn Clock>, mut stopping: watch::Receiver<bool>) {
    let mut rounds = interval(EVERY);
    rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut was_wrong = false;
    loop {
        tokio::select! {
            biased;
            _ = stopping.changed() => return,
            _ = rounds.tick() => {}
        }
        match service.compare_clocks(|| clock.now()).await {
            // There is no other clock.
            Ok(None) => return,
            Ok(Some(offset)) => {
                tell(offset, was_wrong);
                was_wrong = offset.is_reported();
            }
            Err(error) => tracing::warn!(error = with_causes(&error), "the store does not tell its time"),
        }
    }
}

fn tell(offset: ClockOffset, was_wrong: bool) {
    if !offset.is_tolerated() {
        tracing::error!(%offset, "nobody is let in while this machine's clock is so far off: set it right");
    } else if offset.is_reported() {
        tracing::warn!(%offset, "this machine's clock is off: let a time server keep it right");
    } else if was_wrong {
        tracing::info!(%offset, "this machine's clock is right again");
    }
}
