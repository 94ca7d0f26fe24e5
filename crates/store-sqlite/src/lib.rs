//! The embedded store engine: SQLite with durable group commit.
//!
//! One process owns a directory. In it, one thread writes: it takes what queued up while the last group was being
//! synced, stores it in one transaction with a savepoint per batch, and answers once that is on disk. Reads never
//! wait for it. Checkpoints have a thread of their own, so that no commit pays for one.
//!
//! ```text
//! commit ──> queue ──> writer thread ── BEGIN, savepoint per batch, COMMIT (synced) ──> answers
//!                          └─ the log grew ──> checkpoint thread
//! get    ──> a pooled connection, on the caller's thread (a point read takes microseconds)
//! scan   ──> the same if short, else a reader thread
//! export ──> a thread and a connection of its own, in one transaction
//! ```
//!
//! # When a commit fails
//!
//! An error before `COMMIT` rolls the group back: all of it is answered `Failed`. So is a full disk at `COMMIT`.
//! Any other error *at* `COMMIT` leaves SQLite's view without the group, but its frames may be complete in the log,
//! where recovery after a crash would find them. So the writer at once commits something small, which takes the
//! place of those frames; when that is on disk the group can never appear, and is answered `Failed`. Only when
//! that fails too is the answer `Unknown`.

mod aside;
mod checkpoint;
mod directory;
mod export;
mod figures;
mod group;
mod open;
mod read;
mod readers;
mod schema;
mod write;
mod writer;

use std::path::Path;
use std::sync::Arc;

use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Figure, Key,
    ScanRange, Store, StoreError, Versioned, limits,
};

pub use crate::aside::move_aside;
pub use crate::directory::{DATABASE, LOCK};
pub use crate::open::{OpenError, Options};
pub use crate::writer::Statistics;

use crate::checkpoint::Checkpointer;
use crate::directory::Directory;
use crate::export::Exports;
use crate::readers::Readers;
use crate::writer::Writer;

/// A store in a directory of this machine.
///
/// Dropping it stores what is queued, folds the log into the database file and gives up the directory.
pub struct SqliteStore {
    // The order matters: writing ends first, the directory is given up last.
    writer: Writer,
    _checkpointer: Checkpointer,
    readers: Readers,
    exports: Exports,
    _directory: Directory,
}

impl SqliteStore {
    /// Opens the store in `directory`, and creates both where they are missing.
    ///
    /// # Errors
    /// Another process owns the directory, the file there is not a store or a newer one, or the disk fails.
    pub fn open(directory: impl AsRef<Path>, options: &Options) -> Result<Self, OpenError> {
        Self::start(Directory::own(directory.as_ref())?, options)
    }

    /// An empty store that vanishes when dropped, for tests and trials. It promises nothing about power cuts.
    ///
    /// SQLite cannot keep a log in memory, so this is a directory of its own under the system's temporary one:
    /// the code that runs is the code that runs on disk.
    ///
    /// # Errors
    /// The temporary directory cannot be written.
    pub fn in_memory() -> Result<Self, OpenError> {
        Self::start(Directory::temporary()?, &Options { durable: false, ..Options::default() })
    }

    fn start(directory: Directory, options: &Options) -> Result<Self, OpenError> {
        let database = directory.database();
        let writing = open::writer(&database, options)?;
        directory.sync()?;
        let (checkpointer, growth, log) = Checkpointer::start(open::checkpointer(&database, options)?)?;
        Ok(Self {
            readers: Readers::start(&database, options)?,
            writer: Writer::start(writing, growth)?,
            _checkpointer: checkpointer,
            exports: Exports { database, options: options.clone(), log },
            _directory: directory,
        })
    }

    /// How many commits were stored in how many groups since the start.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.writer.statistics()
    }
}

impl Store for SqliteStore {
    fn figures(&self) -> Vec<Figure> {
        figures::of(&self.writer.statistics(), self.writer.group_sizes())
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        Box::pin(async move {
            limits::check_keys(keys.len())?;
            keys.iter().try_for_each(Key::check)?;
            if Readers::is_short(keys.len()) {
                return self.readers.here(|connection| read::documents(connection, keys));
            }
            let keys: Arc<[Key]> = keys.into();
            self.readers.aside(move |connection| read::documents(connection, &keys)).await
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
            if Readers::is_short(limit) {
                return self.readers.here(|connection| read::scan(connection, range, direction, limit));
            }
            let range = range.clone();
            self.readers.aside(move |connection| read::scan(connection, &range, direction, limit)).await
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        Box::pin(async move {
            batch.check()?;
            self.writer.commit(batch).await
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
            let events = move |connection: &_| read::events(connection, account, &range, direction, limit);
            if Readers::is_short(limit) {
                return self.readers.here(events);
            }
            self.readers.aside(events).await
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
            self.writer.expire(account, limit, at_most).await
        })
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            self.readers.aside(move |connection| read::accounts(connection, after, limit)).await
        })
    }

    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async move { self.readers.here(read::last_commit) })
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        // The file is on this machine, whose clock is the caller's.
        Box::pin(async { Ok(None) })
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        Box::pin(self.exports.begin())
    }
}
