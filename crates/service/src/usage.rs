//! When keys were last used: kept in memory, written at most once a minute per key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::{AccessKeyId, Timestamp};
use store::Batch;

use crate::Service;
use crate::error::Error;
use crate::records::{LastUsed, body, keys};

/// Uses that are not written yet.
#[derive(Default)]
pub struct Usage {
    pending: Mutex<HashMap<AccessKeyId, LastUsed>>,
}

impl Usage {
    /// More keys than this in one minute are not remembered: what matters is that memory is bounded.
    const MOST: usize = 100_000;

    /// Notes that a key was used. Cheap where nothing changes within a second.
    pub fn note(&self, key: &AccessKeyId, at: Timestamp, region: &str, service: &'static str) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = pending.get_mut(key) {
            if used.at.secs() == at.secs() && used.service == service && used.region == region {
                return;
            }
            *used = LastUsed { at: used.at.max(at), region: region.to_owned(), service: service.to_owned() };
        } else if pending.len() < Self::MOST {
            pending.insert(*key, LastUsed { at, region: region.to_owned(), service: service.to_owned() });
        }
    }

    /// A use that is not written yet.
    pub fn pending(&self, key: &AccessKeyId) -> Option<LastUsed> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    /// Writes what was noted. A use is forgotten here only once it is written, so that whoever asks always finds it.
    pub async fn flush(&self, service: &Service, now: Timestamp) -> Result<(), Error> {
        let noted: Vec<_> = {
            let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.iter().map(|(key, used)| (*key, used.clone())).collect()
        };
        let mut result = Ok(());
        for (key, used) in noted {
            if let Err(error) = write(service, now, &key, &used).await {
                result = Err(error);
                continue;
            }
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            if pending.get(&key) == Some(&used) {
                pending.remove(&key);
            }
        }
        result
    }
}

async fn write(service: &Service, now: Timestamp, key: &AccessKeyId, used: &LastUsed) -> Result<(), Error> {
    // A key that was deleted since leaves nothing behind.
    let Some(owner) = service.records.key_owner(key).await? else { return Ok(()) };
    let (owner_key, owner_state) = owner.watched();
    let batch = Batch::at(now.micros()).expect(owner_key, owner_state).put(keys::last_used(key), body(used)?);
    match service.records.commit(batch).await {
        Ok(_) | Err(store::CommitError::Conflict { .. } | store::CommitError::OverLimit { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
