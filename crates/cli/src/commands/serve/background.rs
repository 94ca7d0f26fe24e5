//! What happens without anybody asking.

use std::sync::Arc;
use std::time::Duration;

use server::Clock;
use service::Service;
use tokio::sync::watch;
use tokio::time::{Interval, MissedTickBehavior, interval};

use crate::failure::with_causes;

/// Writes what is counted in memory once a minute, and lets old events go every ten minutes, until told to stop.
pub async fn run(service: Arc<Service>, clock: Arc<dyn Clock>, mut stopping: watch::Receiver<bool>) {
    let (mut minute, mut ten_minutes) = (every(Duration::from_secs(60)), every(Duration::from_secs(600)));
    loop {
        tokio::select! {
            biased;
            _ = stopping.changed() => return,
            // To its end, also when the server stops: what is being written is no longer counted anywhere else.
            _ = minute.tick() => write_counts(&service, clock.as_ref()).await,
            _ = ten_minutes.tick() => tokio::select! {
                biased;
                _ = stopping.changed() => return,
                () = expire_events(&service, clock.as_ref()) => {}
            },
        }
    }
}

async fn write_counts(service: &Service, clock: &dyn Clock) {
    if let Err(error) = service.every_minute(clock.now()).await {
        tracing::error!(
            error = with_causes(&error),
            "what was counted in the last minute is not written yet"
        );
    }
}

async fn expire_events(service: &Service, clock: &dyn Clock) {
    match service.expire_events(clock.now()).await {
        Ok(0) => {}
        Ok(events) => tracing::info!(events, "old events of the audit trail were removed"),
        Err(error) => tracing::error!(error = with_causes(&error), "old events could not be removed"),
    }
}

fn every(period: Duration) -> Interval {
    let mut interval = interval(period);
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
