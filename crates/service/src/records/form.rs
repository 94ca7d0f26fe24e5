//! Which form the documents of a store have, as a whole: a store that another version wrote is refused at the start, in words,
//! instead of failing at every request.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Batch, CommitError, Expected, Key};

use super::{Document, body};
use crate::{Error, Service};

/// The form that this version reads and writes. It grows when a document changes so that an older version could not read it;
/// a fixture of each document's old form stays.
const FORM: u32 = 1;

/// `form/`, among the names that are global.
fn key() -> Key {
    Key::global("form/")
}

/// The form of a store.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct StoreForm {
    form: u32,
}

impl Document for StoreForm {}

/// What a store's form means to this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// It is this version's, or there is nothing in the store yet.
    Known,
    /// Another version wrote it.
    Other {
        /// The form it has; none if it was written before forms were noted.
        found: Option<u32>,
        /// The form of this version.
        known: u32,
    },
}

impl Service {
    /// What form the store has.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn form(&self) -> Result<Form, Error> {
        let found = self.records.load::<StoreForm>(key()).await?.map(|stored| stored.form);
        if found == Some(FORM) || (found.is_none() && self.is_empty().await?) {
            return Ok(Form::Known);
        }
        Ok(Form::Other { found, known: FORM })
    }

    /// Notes the form in a store that is new.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn note_form(&self, now: Timestamp) -> Result<(), Error> {
        if self.records.load::<StoreForm>(key()).await?.is_some() {
            return Ok(());
        }
        let batch = Batch::at(now.micros())
            .expect(key(), Expected::Absent)
            .put(key(), body(&StoreForm { form: FORM })?);
        match self.records.commit(batch).await {
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
