//! A store whose events somebody has laid hands on: what it keeps is left alone, what it shows is not.

use std::ops::Bound;
use std::sync::{Arc, Mutex};

use store::testing::Layer;
use store::{BoxFuture, Direction, Event, EventRange, Store, StoreError};
use store_sqlite::SqliteStore;

/// What somebody did to an account's events.
pub type Tampering = Box<dyn Fn(&mut Vec<Event>) + Send>;

pub struct TamperedStore {
    inner: SqliteStore,
    tampering: Mutex<Option<Tampering>>,
}

impl TamperedStore {
    pub fn new() -> Arc<Self> {
        Arc::new(Self { inner: SqliteStore::in_memory().unwrap(), tampering: Mutex::new(None) })
    }

    /// From now on its events are shown so.
    pub fn tamper(&self, tampering: impl Fn(&mut Vec<Event>) + Send + 'static) {
        *self.tampering.lock().unwrap() = Some(Box::new(tampering));
    }

    /// Its events are shown as they are.
    pub fn heal(&self) {
        *self.tampering.lock().unwrap() = None;
    }

    async fn all_events(&self, account: u64) -> Vec<Event> {
        let (mut all, mut range) = (Vec::new(), EventRange::ALL);
        loop {
            let page = self.inner.events(account, range, Direction::Forward, 1_000).await.unwrap();
            let Some(last) = page.last() else { break };
            range = range.after(last.position());
            all.extend(page);
        }
        if let Some(tampering) = self.tampering.lock().unwrap().as_ref() {
            tampering(&mut all);
        }
        all.sort_by_key(Event::position);
        all
    }
}

impl Layer for TamperedStore {
    fn below(&self) -> &dyn Store {
        &self.inner
    }

    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        Box::pin(async move {
            assert_eq!(direction, Direction::Forward);
            let mut events = self.all_events(account).await;
            events.retain(|event| {
                let position = event.position();
                let begun = match range.from {
                    Bound::Included(from) => position >= from,
                    Bound::Excluded(from) => position > from,
                    Bound::Unbounded => true,
                };
                let over = match range.to {
                    Bound::Included(to) => position > to,
                    Bound::Excluded(to) => position >= to,
                    Bound::Unbounded => false,
                };
                begun && !over
            });
            events.truncate(limit);
            Ok(events)
        })
    }
}
