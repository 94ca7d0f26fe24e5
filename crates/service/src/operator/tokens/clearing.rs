//! Clearing away the tokens of an import that broke off.

use model::Timestamp;
use store::{Batch, Partition, ScanRange};

use crate::records::{HardwareToken, Loaded, TokenImport, keys};
use crate::{Error, Service};

/// So many documents are looked at, and removed, at a time.
const AT_ONCE: usize = 250;

/// Removes the tokens that came with an import, and then the import: whoever is stopped in between leaves the rest unseen, for the
/// next one to clear away.
pub async fn clear(service: &Service, import: &Loaded<TokenImport>, now: Timestamp) -> Result<(), Error> {
    let mut range = ScanRange::prefix(Partition::Global, keys::TOKENS);
    loop {
        let page = service.records.scan::<HardwareToken>(&range, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        range = range.after(&last.key().path);
        // Once this import is another's to clear away, or has come to its end after all, none of it is touched.
        let (key, expected) = import.watched();
        let mut batch = Batch::at(now.micros()).expect(key, expected);
        for token in page.iter().filter(|token| import.brings(token)) {
            batch = batch.delete(token.key().clone());
        }
        if !batch.deletes.is_empty() {
            service.records.commit(batch).await?;
        }
    }
    let (key, expected) = import.watched();
    service.records.commit(Batch::at(now.micros()).expect(key.clone(), expected).delete(key)).await?;
    Ok(())
}
