//! The store engine that forgets: documents and events in the memory of one process, and nowhere else.
//!
//! It keeps every promise of [`Store`] but one: nothing is on a disk, so that nothing is left behind however the process ends. It is for
//! servers that somebody starts to test something, and that are gone a minute later.
//!
//! One lock guards it all. A commit holds it for microseconds, and an export for as long as it takes to note down what there is: bodies
//! are shared, not copied.

mod export;
mod state;

use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Key,
    ScanRange, Store, StoreError, Versioned, limits,
};

use crate::export::Moment;
use crate::state::State;

/// A store in memory, empty at first.
#[derive(Default)]
pub struct MemoryStore(RwLock<State>);

impl MemoryStore {
    /// An empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn read(&self) -> RwLockReadGuard<'_, State> {
        self.0.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MemoryStore(..)")
    }
}

impl Store for MemoryStore {
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        Box::pin(async move {
            limits::check_keys(keys.len())?;
            keys.iter().try_for_each(Key::check)?;
            let state = self.read();
            Ok(keys.iter().map(|key| state.document(key).cloned()).collect())
        })
    }

    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            range.partition.check()?;
            Ok(self.read().scan(range, direction, limit))
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        Box::pin(async move {
            batch.check()?;
            self.write().apply(batch)
        })
    }

    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            limits::check_account(account)?;
            Ok(self.read().events(account, range, direction, limit))
        })
    }

    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(async move {
            limits::check_page(at_most)?;
            limits::check_account(account)?;
            Ok(self.write().expire(account, limit, at_most))
        })
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            Ok(self.read().accounts(after, limit))
        })
    }

    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async move { Ok(self.read().last_commit()) })
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        // Whoever writes here has the one clock that there is.
        Box::pin(async { Ok(None) })
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        Box::pin(async move {
            let moment: Box<dyn Export> = Box::new(Moment::of(&self.read()));
            Ok(moment)
        })
    }
}
