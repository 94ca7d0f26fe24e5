//! When keys, roles and passwords were last used: kept in memory, written at most once a minute for each.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use model::{AccessKeyId, AccountId, RoleId, RoleName, Timestamp, UserName};
use store::{Batch, Key};

use crate::Service;
use crate::error::Error;
use crate::records::{LastUsed, NamePointer, Owner, body, keys};

/// What is used.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// A long-term access key.
    Key(AccessKeyId),
    /// A role, by any of its sessions.
    Role(AccountId, RoleId),
    /// The password of a user, or of the root user.
    Password(AccountId, Owner),
}

/// Uses that are not written yet.
#[derive(Default)]
pub struct Usage {
    pending: Mutex<HashMap<Subject, LastUsed>>,
}

impl Usage {
    /// More of them than this in one minute are not remembered: what matters is that memory is bounded.
    const MOST: usize = 100_000;

    /// Notes a use. Cheap where nothing changes within a second.
    pub fn note(&self, subject: &Subject, at: Timestamp, region: &str, service: &str) {
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(used) = pending.get_mut(subject) {
            if used.at.secs() == at.secs() && used.service == service && used.region == region {
                return;
            }
            *used = LastUsed { at: used.at.max(at), region: region.to_owned(), service: service.to_owned() };
        } else if pending.len() < Self::MOST {
            pending.insert(
                subject.clone(),
                LastUsed { at, region: region.to_owned(), service: service.to_owned() },
            );
        }
    }

    /// A use that is not written yet.
    pub fn pending(&self, subject: &Subject) -> Option<LastUsed> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner).get(subject).cloned()
    }

    /// Writes what was noted. A use is forgotten here only once it is written, so that whoever asks always finds it.
    pub async fn flush(&self, service: &Service, now: Timestamp) -> Result<(), Error> {
        let noted: Vec<_> = {
            let pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            pending.iter().map(|(subject, used)| (subject.clone(), used.clone())).collect()
        };
        let mut result = Ok(());
        for (subject, used) in noted {
            if let Err(error) = write(service, now, &subject, &used).await {
                result = Err(error);
                continue;
            }
            let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
            if pending.get(&subject) == Some(&used) {
                pending.remove(&subject);
            }
        }
        result
    }
}

impl Subject {
    /// Where its last use is written.
    fn key(&self) -> Key {
        match self {
            Self::Key(id) => keys::last_used(id),
            Self::Role(account, id) => keys::role_last_used(*account, id),
            Self::Password(account, owner) => keys::password_last_used(*account, owner),
        }
    }
}

impl Service {
    /// When each of these was last used, in their order. Read past the cache, many at once.
    pub(crate) async fn last_uses(&self, subjects: &[Subject]) -> Result<Vec<Option<LastUsed>>, Error> {
        let keys: Vec<Key> = subjects.iter().map(Subject::key).collect();
        let written = self.records.many::<LastUsed>(&keys).await?;
        let uses = subjects.iter().zip(written).map(|(subject, written)| {
            // What is not written yet is the later one.
            self.usage.pending(subject).or_else(|| written.map(|used| LastUsed::clone(&used)))
        });
        Ok(uses.collect())
    }
}

async fn write(service: &Service, now: Timestamp, subject: &Subject, used: &LastUsed) -> Result<(), Error> {
    // What was deleted since leaves nothing behind: whatever proves that it is there must still be so.
    let records = &service.records;
    let proof = match subject {
        Subject::Key(id) => records.key_owner(id).await?.map(|owner| owner.watched()),
        Subject::Role(account, id) => {
            let pointer = records.load::<NamePointer<RoleName>>(keys::id(*account, id.as_str())).await?;
            pointer.map(|pointer| pointer.watched())
        }
        Subject::Password(account, owner) => {
            match owner {
                Owner::Root => records.account(*account).await?.map(|account| account.watched()),
                Owner::User(id) => {
                    let pointer =
                        records.load::<NamePointer<UserName>>(keys::id(*account, id.as_str())).await?;
                    pointer.map(|pointer| pointer.watched())
                }
                // Roles have none.
                Owner::Role(_) | Owner::Vouched(_) => None,
            }
        }
    };
    let Some((proof, state)) = proof else { return Ok(()) };
    let batch = Batch::at(now.micros()).expect(proof, state).put(subject.key(), body(used)?);
    match records.commit(batch).await {
        Ok(_) | Err(store::CommitError::Conflict { .. } | store::CommitError::OverLimit { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
