//! Which form the documents of a store have, as a whole: a store that another version wrote is refused at the start, in words,
//! instead of failing at every request.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Batch, CommitError, Expected, Key};

use super::{Document, body};
use crate::{Error, Service};

/// The form that this version writes. It grows when a document changes so that an older version would not read it, or would
/// lose what it does not know; a fixture of each document's old form stays, and this version reads them all.
///
/// 1: users, devices, access keys. 2: groups, roles, policies, which users refer to. 3: aliases of accounts, which an older version
/// would lose; to older documents nothing has to be added. 4: hardware tokens and security keys among the devices of a user, which an
/// older version would take for virtual ones. 5: which e-mail and phone recover an account after a change, which an older version would lose;
/// and whether the operator switched alternative factors off.
const FORM: u32 = 5;
/// The first form that keeps account of who uses a managed policy.
const POLICIES_INDEXED: u32 = 2;

/// `form/`, among the names that are global.
pub(super) fn key() -> Key {
    Key::global("form/")
}

/// The form of a store.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StoreForm {
    form: u32,
}

impl Document for StoreForm {}

/// What a store's form means to this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// This version reads it, or there is nothing in the store yet.
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
    /// The form as it is noted, for a backup.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn noted_form(&self) -> Result<Option<u32>, Error> {
        Ok(self.records.load::<StoreForm>(key()).await?.map(|stored| stored.form))
    }

    /// Whether this version reads documents of that form.
    #[must_use]
    pub fn reads_form(form: u32) -> bool {
        (1..=FORM).contains(&form)
    }

    /// What form the store has.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn form(&self) -> Result<Form, Error> {
        let found = self.records.load::<StoreForm>(key()).await?.map(|stored| stored.form);
        let is_read = found.is_some_and(Self::reads_form);
        if is_read || (found.is_none() && self.is_empty().await?) {
            return Ok(Form::Known);
        }
        Ok(Form::Other { found, known: FORM })
    }

    /// Notes the form in a store that is new, or that an older version wrote. What an older form lacks is written first: who is
    /// killed in between finds the old form again, and does the rest.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn note_form(&self, now: Timestamp) -> Result<(), Error> {
        let found = self.records.load::<StoreForm>(key()).await?;
        if found.as_ref().is_some_and(|found| found.form >= FORM) {
            return Ok(());
        }
        if found.as_ref().is_some_and(|found| found.form < POLICIES_INDEXED) {
            self.index_uses_of_policies(now).await?;
        }
        let expected = found.map_or(Expected::Absent, |found| found.watched().1);
        let batch =
            Batch::at(now.micros()).expect(key(), expected).put(key(), body(&StoreForm { form: FORM })?);
        match self.records.commit(batch).await {
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}
