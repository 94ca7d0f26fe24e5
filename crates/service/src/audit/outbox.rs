//! Events for the trail of another account than the caller's. A commit touches one account, and the names that are global:
//! so such an event is kept among those in the commit that it tells of, and delivered to its account afterwards, again and
//! again until it is there.

use std::time::Duration;

use data_encoding::HEXLOWER;
use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::{Batch, CommitError, Event, Key, Partition, ScanRange};

use crate::error::Failure;
use crate::records::{Document, Loaded, body, keys};
use crate::{Changes, Error, Service};

/// An event that waits to be delivered.
#[derive(Debug, Serialize, Deserialize)]
pub struct Outgoing {
    account: AccountId,
    at: Timestamp,
    id: String,
    event: Value,
}

impl Document for Outgoing {}

/// So many are delivered at a time.
const AT_ONCE: usize = 100;

impl Outgoing {
    /// Keeps an event for another account in the commit that it tells of, and says under which key.
    pub(super) fn keep(changes: Changes, event: &Event, account: AccountId) -> Result<(Changes, Key), Error> {
        let outgoing = Self::of(event, account)?;
        let key = keys::outbox(&outgoing.id);
        Ok((changes.put(key.clone(), &outgoing), key))
    }

    /// The same, where no operation decided what is committed.
    pub(crate) fn keep_in(batch: Batch, event: &Event, account: AccountId) -> Result<(Batch, Key), Error> {
        let outgoing = Self::of(event, account)?;
        let key = keys::outbox(&outgoing.id);
        Ok((batch.put(key.clone(), body(&outgoing)?), key))
    }

    fn of(event: &Event, account: AccountId) -> Result<Self, Error> {
        let unreadable = |_| Error::ServiceFailure(Failure::Corrupt("event".to_owned()));
        let id = HEXLOWER.encode(&event.id);
        Ok(Self {
            account,
            at: Timestamp::from_micros(event.micros),
            event: serde_json::from_slice(&event.body).map_err(unreadable)?,
            id,
        })
    }

    fn event(&self) -> Option<Event> {
        let id = HEXLOWER.decode(self.id.as_bytes()).ok()?.try_into().ok()?;
        let (account, micros) = (self.account.number(), self.at.micros());
        Some(Event { account, micros, id, body: self.event.to_string().into() })
    }
}

/// An event that comes later than this stands in the trail where it arrived: the hour in which it happened may be closed, and what
/// appears in a closed hour was added by somebody (rule R32). What it says of itself does not change.
const LATE: Duration = Duration::from_mins(5);

/// Delivers one event, once: of two who do it at the same time one finds it gone.
async fn deliver(service: &Service, outgoing: &Loaded<Outgoing>, now: Timestamp) -> Result<(), Error> {
    let damaged = || Error::ServiceFailure(Failure::Corrupt(outgoing.key().to_string()));
    let mut event = outgoing.event().ok_or_else(damaged)?;
    if now.since(outgoing.at) > LATE {
        event.micros = now.micros();
    }
    let (key, expected) = outgoing.watched();
    let batch = Batch::at(now.micros()).expect(key.clone(), expected).delete(key).event(event);
    match service.records.commit(batch).await {
        Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Delivers what was committed just now. What cannot be delivered waits for the next minute.
pub async fn deliver_now(service: &Service, key: Key, now: Timestamp) {
    let result = match service.records.load::<Outgoing>(key).await {
        Ok(Some(outgoing)) => deliver(service, &outgoing, now).await,
        Ok(None) => Ok(()),
        Err(error) => Err(error),
    };
    if let Err(error) = result {
        tracing::warn!(%error, "an event for another account could not be delivered yet");
    }
}

/// Delivers what still waits.
pub async fn flush_outbox(service: &Service, now: Timestamp) -> Result<(), Error> {
    let mut result = Ok(());
    let range = ScanRange::prefix(Partition::Global, keys::OUTBOX);
    for outgoing in service.records.scan::<Outgoing>(&range, AT_ONCE).await? {
        if let Err(error) = deliver(service, &outgoing, now).await {
            result = Err(error);
        }
    }
    result
}
