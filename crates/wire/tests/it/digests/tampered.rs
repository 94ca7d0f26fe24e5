//! A store whose events somebody has laid hands on: what it keeps is left alone, what it shows is not.

use std::ops::Bound;
use std::sync::{Arc, Mutex};

use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Key,
    ScanRange, Store, StoreError, Versioned,
};
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

impl Store for TamperedStore {
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        self.inner.get(keys)
    }

    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        self.inner.scan(range, direction, limit)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        self.inner.commit(batch)
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

    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.inner.expire(account, limit, at_most)
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        self.inner.accounts(after, limit)
    }

    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.inner.last_commit()
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.inner.clock()
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        self.inner.export()
    }
}
