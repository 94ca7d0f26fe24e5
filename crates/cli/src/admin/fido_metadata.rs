//! Requests about FIDO metadata.

use fido::metadata::{Blob, MOST_BYTES, Root};
use server::Clock;
use service::Service;
use service::operator::{ImportFidoMetadata, Operator};

use super::perform::{in_words, send};
use super::protocol::{Answering, Ended};
use super::upload::{self, Uploaded};

/// Verifies the file that is uploaded, and imports what it says: all of it, or nothing.
pub async fn import(
    service: &Service,
    clock: &dyn Clock,
    operator: Operator,
    (root, dry_run): (Option<String>, bool),
    mut uploaded: Uploaded,
    answers: &Answering,
) -> Result<(), Ended> {
    let root = root.as_deref().map_or_else(Root::of_fido, Root::from_pem);
    let root = root.map_err(|error| Ended::Failed(format!("this is no root certificate: {error}")))?;
    let fingerprint = root.fingerprint();
    let file = upload::file(&mut uploaded, MOST_BYTES).await;
    let file = file.map_err(|reason| Ended::Failed(format!("nothing was imported: {reason}")))?;
    let now = clock.now();
    // A second of work, which must not keep a server's other answers waiting.
    let verifying = tokio::task::spawn_blocking(move || Blob::verify(&file, &root, now));
    let blob = verifying.await.map_err(Ended::because)?;
    let blob =
        blob.map_err(|error| Ended::Failed(format!("nothing in this file can be believed: {error}")))?;
    let wanted = ImportFidoMetadata { blob, root: fingerprint, dry_run };
    let imported = service.import_fido_metadata(operator, &wanted, now).await;
    Ok(send(answers, &imported.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
}

/// What is in force, if anything is.
pub async fn show(service: &Service, clock: &dyn Clock, answers: &Answering) -> Result<(), Ended> {
    match service.fido_metadata(clock.now()).await.map_err(|error| Ended::Failed(in_words(&error)))? {
        Some(metadata) => Ok(send(answers, &metadata).await?),
        None => Ok(()),
    }
}
