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

/// Makes the credential reports that are asked for, until told to stop. It has a task of its own: a report of a large account
/// takes a while, and what is counted must be written meanwhile.
pub async fn make_reports(service: Arc<Service>, clock: Arc<dyn Clock>, mut stopping: watch::Receiver<bool>) {
    if let Err(error) = service.resume_reports(clock.now()).await {
        tracing::error!(
            error = with_causes(&error),
            "credential reports that were begun could not be resumed"
        );
    }
    let mut second = every(Duration::from_secs(1));
    loop {
        tokio::select! {
            biased;
            _ = stopping.changed() => return,
            // In the middle too, when the server stops: the next start makes it anew.
            () = async {
                second.tick().await;
                if let Err(error) = service.make_reports(clock.now()).await {
                    tracing::error!(error = with_causes(&error), "a credential report could not be made");
                    // A store that fails now is asked again a little later, not once a second.
                    second.reset_after(Duration::from_secs(10));
                }
            } => {}
        }
    }
}

/// Closes the hours of the audit trails that are over (rule R32), until told to stop. Hours that went by while no server ran are closed
/// too. It has a task of its own: there may be much to catch up with.
pub async fn digest_trails(
    service: Arc<Service>,
    clock: Arc<dyn Clock>,
    mut stopping: watch::Receiver<bool>,
) {
    let mut looks = every(Duration::from_secs(15));
    loop {
        tokio::select! {
            biased;
            _ = stopping.changed() => return,
            // In the middle too, when the server stops: the next start goes on.
            () = async {
                looks.tick().await;
                if let Err(error) = service.make_audit_digests(clock.now()).await {
                    tracing::error!(error = with_causes(&error), "an hour of the audit trail could not be closed");
                    looks.reset_after(Duration::from_secs(60));
                }
            } => {}
        }
    }
}

/// Reads the key file again when it changes, and seals anew what older master keys sealed (rule R4), until told to stop.
pub async fn tend_keys(service: Arc<Service>, clock: Arc<dyn Clock>, mut stopping: watch::Receiver<bool>) {
    let mut looks = every(Duration::from_secs(5));
    loop {
        tokio::select! {
            biased;
            _ = stopping.changed() => return,
            // In the middle too, when the server stops: the next start goes on.
            () = async {
                looks.tick().await;
                match service.reload_master_keys().await {
                    Ok(true) => tracing::info!("the master keys were read again"),
                    Ok(false) => {}
                    Err(error) => {
                        tracing::error!(error = with_causes(&error), "the key file was changed, and cannot be used: the keys before stay in use");
                        looks.reset_after(Duration::from_secs(60));
                    }
                }
                if let Err(error) = service.retire_master_keys(clock.now()).await {
                    tracing::error!(error = with_causes(&error), "what older master keys sealed could not be sealed anew");
                }
            } => {}
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
