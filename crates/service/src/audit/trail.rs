//! Reading the trail, and letting old events go.

use std::time::Duration;

use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::{Batch, Direction, EventLimit, EventPosition, EventRange};

use super::{Happening, record};
use crate::{Error, Service};

/// Which events to read.
#[derive(Clone, Copy, Debug)]
pub struct EventFilter {
    /// Whose.
    pub account: AccountId,
    /// From when on.
    pub since: Timestamp,
    /// After this event, which was read before.
    pub after: Option<EventPosition>,
}

/// Events, oldest first, each as the JSON text that was recorded.
#[derive(Clone, Debug)]
pub struct EventPage {
    /// The texts.
    pub events: Vec<String>,
    /// Where to go on; none at the end, for now.
    pub after: Option<EventPosition>,
}

/// Events of one page, and those removed at a time.
const PAGE: usize = 500;

impl Service {
    /// A page of the audit trail.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn events(&self, filter: EventFilter) -> Result<EventPage, Error> {
        let range = EventRange::between(filter.since.micros(), store::limits::MICROS);
        let range = filter.after.map_or(range, |last| range.after(last));
        let found =
            self.records.store().events(filter.account.number(), range, Direction::Forward, PAGE).await?;
        let after = found.last().map(store::Event::position).or(filter.after);
        let events = found.iter().map(|event| String::from_utf8_lossy(&event.body).into_owned()).collect();
        Ok(EventPage { events, after })
    }

    /// Removes events that are too old, or more than an account may keep, a few at a time so that others get their turn.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn expire_events(&self, now: Timestamp) -> Result<u64, Error> {
        let kept = Duration::from_secs(u64::from(self.settings.audit_days) * 24 * 3_600);
        let limit =
            EventLimit { before_micros: now.before(kept).micros(), keep_bytes: self.settings.audit_bytes };
        let (mut after, mut removed) = (None, 0);
        loop {
            let accounts = self.records.store().accounts(after, PAGE).await?;
            let Some(last) = accounts.last() else { return Ok(removed) };
            after = Some(*last);
            for account in accounts {
                removed += self.expire_events_of(account, limit, now).await?;
            }
        }
    }

    async fn expire_events_of(&self, account: u64, limit: EventLimit, now: Timestamp) -> Result<u64, Error> {
        let mut removed = 0;
        loop {
            let gone = self.records.store().expire(account, limit, PAGE).await?;
            removed += gone as u64;
            if gone < PAGE {
                break;
            }
            tokio::task::yield_now().await;
        }
        if let (true, Some(account)) = (removed > 0, AccountId::new(account)) {
            let oldest = self.oldest_digest(account).await?;
            again!(self, self.tell_of_expired(account, removed, now))?;
            self.shorten_digests(account, oldest, now).await?;
        }
        Ok(removed)
    }

    /// The trail says itself that it does not reach back any further, and a signed note says up to where (rule R32).
    async fn tell_of_expired(&self, account: AccountId, removed: u64, now: Timestamp) -> Result<(), Error> {
        let mut details = Map::new();
        details.insert("events".to_owned(), json!(removed));
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "ExpireAuditEvents",
            identity: json!({ "type": "Service" }),
            parameters: Value::Null,
            details: &details,
        };
        let batch = Batch::at(now.micros()).event(record(self, &happening));
        let batch = self.note_let_go(batch, account, removed).await?;
        self.records.commit(batch).await?;
        Ok(())
    }
}
