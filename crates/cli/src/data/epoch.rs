//! A store that is not whole, or goes on elsewhere, is not served (rule R31).

use model::Timestamp;
use service::Service;
use service::operator::Readiness;
use service::records::EpochCause;

use super::directory::DataDirectory;
use super::open::Purpose;
use crate::failure::{Failure, with_causes};

/// Refuses a store that must not be used, and says what to do.
///
/// # Errors
/// That it must not, or if the store fails.
pub async fn check(service: &Service, directory: &DataDirectory, purpose: Purpose) -> Result<(), Failure> {
    let shown = directory.path().display();
    let readiness = service.readiness().await.map_err(|error| Failure::Failed(with_causes(&error)))?;
    match readiness {
        Readiness::Ready | Readiness::Ending => Ok(()),
        Readiness::Filling { cause: EpochCause::Copy, records } => Err(Failure::Failed(format!(
            "the store in {shown} is a copy that was interrupted after {records} documents and events: run the same `bartizan copy` again"
        ))),
        Readiness::Filling { records, .. } => Err(Failure::Failed(format!(
            "the store in {shown} was being restored, which was interrupted after {records} documents and events: run \
             `bartizan restore` again, with the same backup"
        ))),
        // To look, or to take it back into use.
        Readiness::Moved { .. } if purpose != Purpose::Change => Ok(()),
        Readiness::Moved { to } => Err(Failure::Failed(format!(
            "the store in {shown} was copied to {to}, and goes on there: serve that one. If this one is to go on instead, stop that \
             one for good and run `bartizan fence` here"
        ))),
    }
}

/// Finishes what a restore, a copy or a fence was killed in.
///
/// # Errors
/// If the store fails.
pub async fn finish(service: &Service, purpose: Purpose, now: Timestamp) -> Result<(), Failure> {
    let failed = |error: service::Error| Failure::Failed(with_causes(&error));
    if purpose != Purpose::Change || service.readiness().await.map_err(failed)? != Readiness::Ending {
        return Ok(());
    }
    tracing::warn!("finishing a new epoch that was interrupted: sessions and codes of before end");
    let ended = service.finish_epoch(now, &|_| {}).await.map_err(failed)?;
    tracing::info!(
        accounts = ended.accounts,
        sessions = ended.sessions,
        devices = ended.devices,
        "the new epoch has begun"
    );
    Ok(())
}
