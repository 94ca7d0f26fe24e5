//! Which master key a store was written with. With another one nothing that is sealed opens, and passwords never match: that is
//! better said at the start than at every request, and two nodes of one store with a key each would ruin it.

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Batch, CommitError, Expected};
use vault::{Salt, Sealed};

use super::{Document, body, keys};
use crate::Service;
use crate::error::{Error, Failure};

/// A seal that only the store's own master key opens.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyCheck {
    /// The version of this document's form.
    pub schema: u32,
    /// The seal.
    pub check: Sealed,
}

impl KeyCheck {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for KeyCheck {}

impl Service {
    /// Whether the store was written with the master key that this service has. A store that says nothing of it yet was.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn has_right_master_key(&self) -> Result<bool, Error> {
        let noted = self.records.load::<KeyCheck>(keys::key_check()).await?;
        Ok(noted.is_none_or(|noted| self.keyring.now().open_check(&noted.check).is_ok()))
    }

    /// Notes the master key in a store that says nothing of it yet, and says whether it is the right one: of two nodes that start at once
    /// over an empty store with a key each, one is right.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn note_master_key(&self, now: Timestamp) -> Result<bool, Error> {
        let key = keys::key_check();
        if self.records.load::<KeyCheck>(key.clone()).await?.is_none() {
            let check = self.keyring.now().seal_check(Salt(self.entropy.array()));
            let check = check.map_err(|_| Error::ServiceFailure(Failure::Sealed("key check")))?;
            let document = KeyCheck { schema: KeyCheck::SCHEMA, check };
            let batch =
                Batch::at(now.micros()).expect(key.clone(), Expected::Absent).put(key, body(&document)?);
            match self.records.commit(batch).await {
                Ok(_) | Err(CommitError::Conflict { .. }) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.has_right_master_key().await
    }
}
