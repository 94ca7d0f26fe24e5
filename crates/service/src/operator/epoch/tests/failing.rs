//! A store whose process is killed after so many commits, as it looks from inside: none of them is answered any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Key,
    ScanRange, Store, StoreError, Versioned,
};
use store_sqlite::SqliteStore;

pub(super) struct Failing {
    inner: Arc<SqliteStore>,
    left: AtomicUsize,
}

impl Failing {
    pub(super) const fn after(commits: usize, inner: Arc<SqliteStore>) -> Self {
        Self { inner, left: AtomicUsize::new(commits) }
    }
}

impl Store for Failing {
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        let may = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match may {
            Ok(_) => self.inner.commit(batch),
            Err(_) => Box::pin(async { Err(StoreError::Closed.into()) }),
        }
    }

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

    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.inner.events(account, range, direction, limit)
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
