//! Who owns a data directory whose documents are elsewhere (rule R15). SQLite's engine locks its own.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;

use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Figure, Key,
    ScanRange, Store, StoreError, Versioned,
};

use super::directory::DataDirectory;
use super::open::Trouble;
use crate::failure::Failure;

/// A store elsewhere, with the lock on the directory: given up together.
pub struct Locked<S> {
    store: S,
    _lock: Lock,
}

impl<S> Locked<S> {
    /// Both.
    pub const fn new(store: S, lock: Lock) -> Self {
        Self { store, _lock: lock }
    }
}

impl<S: Store> Store for Locked<S> {
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        self.store.get(keys)
    }

    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        self.store.scan(range, direction, limit)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        self.store.commit(batch)
    }

    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.store.events(account, range, direction, limit)
    }

    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.store.expire(account, limit, at_most)
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        self.store.accounts(after, limit)
    }

    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.store.last_commit()
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.store.clock()
    }

    fn figures(&self) -> Vec<Figure> {
        self.store.figures()
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        self.store.export()
    }
}

/// The kernel's lock on a file: it vanishes with the process, however that ends.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Owns the directory, also against a server that keeps its documents in it.
    ///
    /// # Errors
    /// If another process owns it, or the file cannot be made.
    pub fn own(directory: &DataDirectory) -> Result<Self, Trouble> {
        let path = directory.file(store_sqlite::LOCK);
        let unusable = |error| Failure::of(format!("cannot lock {}", path.display()), error);
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = file.map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Trouble::Owned),
            Err(TryLockError::Error(error)) => Err(unusable(error).into()),
        }
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that is just being started may hold a copy of it for a moment.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
