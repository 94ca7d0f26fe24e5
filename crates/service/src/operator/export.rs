//! Everything in the store, as it is at one moment, as the bytes of a backup.

use backup::{Header, Totals, Writing};
use model::Timestamp;
use store::Export;
use vault::Salt;

use super::Readiness;
use crate::error::{Failure, Invalid};
use crate::{Error, Service};

/// A backup that is being made. Dropping it gives it up.
pub struct Exporting {
    export: Box<dyn Export>,
    writing: Option<Writing>,
    first: Option<Vec<u8>>,
    header: Header,
    totals: Totals,
}

impl Service {
    /// Begins a backup of the store as it is now. While it is not at its end, the engine keeps what is replaced: whoever takes it goes on
    /// taking it, or drops it.
    ///
    /// # Errors
    /// If the store is not whole, or fails.
    pub async fn begin_backup(&self, now: Timestamp) -> Result<Exporting, Error> {
        match self.readiness().await? {
            Readiness::Ready | Readiness::Ending | Readiness::Moved { .. } => {}
            Readiness::Filling { .. } => {
                let reason = "the store is not whole yet, so a backup of it would not be either";
                return Err(Invalid::Other(reason.to_owned()).into());
            }
        }
        let keyring = self.keyring();
        // What names it is read before the moment that the export shows; both change at no ordinary commit.
        let (store, form) = (self.store_name().await?, self.noted_form().await?);
        let export = self.records.store().export().await?;
        let last_commit = self.records.store().last_commit().await?.map(Timestamp::from_micros);
        let header = Header {
            format: backup::FORMAT,
            id: self.random_name(),
            made: now,
            store,
            form,
            last_commit,
            generation: keyring.current().number(),
            generations: keyring.generations().map(|(generation, _)| generation.number()).collect(),
            salt: String::new(),
        };
        let salt = Salt(self.entropy.array());
        let (writing, first) = Writing::begin(&keyring, &salt, header.clone());
        Ok(Exporting {
            export,
            writing: Some(writing),
            first: Some(first),
            header,
            totals: Totals::default(),
        })
    }
}

impl Exporting {
    /// What it says of itself.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// About how many records there are, if the engine knows: for a bar.
    #[must_use]
    pub fn about(&self) -> Option<u64> {
        self.export.about()
    }

    /// How many records the bytes so far hold.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// The next bytes; nothing after the last.
    ///
    /// # Errors
    /// If the store fails. Then the backup has no end, and is none.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        let Some(writing) = &mut self.writing else { return Ok(None) };
        let piece = self.export.next().await.map_err(Failure::Store)?;
        if let Some(piece) = piece {
            let bytes = writing.piece(&piece);
            self.totals = writing.totals();
            return Ok(Some(bytes));
        }
        let Some(writing) = self.writing.take() else { return Ok(None) };
        Ok(Some(writing.end().0))
    }
}

impl std::fmt::Debug for Exporting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exporting").field("totals", &self.totals).finish_non_exhaustive()
    }
}
