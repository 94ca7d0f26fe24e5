//! The memory: what every store engine promises, and the suite that holds it to that.
//!
//! State is documents under ordered text keys, in partitions: one per account, and one for names that are
//! global. Whoever writes hands over a [`Batch`]: what was read and must not have moved, what to write, and the
//! events that tell of it. An engine stores all of it or nothing.
//!
//! This crate has no idea what a document means and no engine. `service::records` gives keys and bodies their
//! meaning; `store-sqlite` and its siblings keep them.
//!
//! # What is promised
//!
//! - A commit is all or nothing, events included, and durable before it is answered.
//! - A read that starts after a commit was answered sees it.
//! - A [`Revision`] is never used twice for a key, also not after a deletion.
//! - An export shows everything as it was at one moment.
//! - Nothing else: no snapshot over several keys, and none over two accounts, to whoever reads otherwise.
//!
//! The module `conformance` (behind the feature of that name) is this list as tests.

mod batch;
#[cfg(feature = "conformance")]
pub mod conformance;
mod document;
mod error;
mod event;
mod export;
mod figures;
mod key;
pub mod limits;
mod range;
#[cfg(feature = "testing")]
pub mod testing;

use std::pin::Pin;

pub use batch::{Add, Batch, Committed};
pub use document::{Expected, Revision, Versioned};
pub use error::{CommitError, Invalid, StoreError};
pub use event::{Event, EventLimit, EventPosition, EventRange};
pub use export::{Export, Exported, Pieces};
pub use figures::{Figure, FigureValue};
pub use key::{Key, Partition};
pub use range::{Direction, ScanRange};

/// What the methods of a [`Store`] return, so that nothing above is generic over the engine.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Where documents and events live.
///
/// Every method refuses what [`limits`] forbids with [`StoreError::Invalid`]: an error of the program, not of
/// the disk.
pub trait Store: Send + Sync {
    /// Reads many documents at once: one answer per key, in the order of the keys, repeated keys included.
    ///
    /// # Errors
    /// The engine failed, or more than [`limits::KEYS`] keys were asked for.
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>>;

    /// The first `limit` documents of a range, seen from the side that `direction` starts at. Keys are ordered
    /// by their bytes. Fewer than `limit` means that the range ends here.
    ///
    /// # Errors
    /// The engine failed, or `limit` is over [`limits::PAGE`].
    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>>;

    /// Stores a batch, whole or not at all; durable once answered.
    ///
    /// Expectations and counters are judged against the state before the batch. A future that is dropped before
    /// its answer leaves open whether the batch was stored.
    ///
    /// # Errors
    /// See [`CommitError`]. Nothing was written, unless it says [`CommitError::Unknown`].
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>>;

    /// The first `limit` events of an account in a range, seen from the side that `direction` starts at; ordered
    /// by time, then by id.
    ///
    /// # Errors
    /// The engine failed, or `limit` is over [`limits::PAGE`].
    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>>;

    /// Removes up to `at_most` events of an account, oldest first, that are too old or too many, and says how
    /// many it removed. Fewer than `at_most` means that nothing is left to remove: call again until then, and
    /// let other work pass in between.
    ///
    /// # Errors
    /// The engine failed, or `at_most` is over [`limits::PAGE`].
    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>>;

    /// The accounts that hold a document or an event, ascending, from the first after `after`.
    ///
    /// # Errors
    /// The engine failed, or `limit` is over [`limits::PAGE`].
    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>>;

    /// The [`Batch::now_micros`] of the last commit, right to within a second; `None` before the first. A clock
    /// that is behind it was set back, or the store was written by one that is ahead.
    ///
    /// # Errors
    /// The engine failed.
    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>>;

    /// The store's own clock, in microseconds since 1970; `None` of an engine that has none but this machine's. It was
    /// read at some moment between call and answer. Nodes compare theirs with it (rule R30).
    ///
    /// # Errors
    /// The engine failed.
    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>>;

    /// Begins a reading of everything as it is at one moment: every commit that was answered before is in it, and of each other commit
    /// all or nothing. Commits go on meanwhile and wait for nothing.
    ///
    /// What it costs: engines keep what is replaced or removed until it has ended. So whoever reads goes on reading, or drops it;
    /// an engine may end one that lasts too long with an error.
    ///
    /// # Errors
    /// The engine failed.
    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>>;

    /// What the engine counts of itself: groups, connections, whatever whoever watches over it should see. Taken without
    /// asking the disk or the network.
    fn figures(&self) -> Vec<Figure> {
        Vec::new()
    }
}
