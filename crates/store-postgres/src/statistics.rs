use std::sync::atomic::{AtomicU64, Ordering};

/// What an engine did since it was opened, and what it is doing.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Statistics {
    /// The most connections at once.
    pub connections: usize,
    /// Connections that are there, used or not.
    pub open: usize,
    /// Connections that somebody uses.
    pub in_use: usize,
    /// Callers that wait for one.
    pub waiting: u64,
    /// Batches that were stored.
    pub commits: u64,
    /// Batches that were refused because a document had moved.
    pub conflicts: u64,
    /// Calls that were made again, after an error that left nothing behind.
    pub retries: u64,
    /// Connections that were made, the first ones included.
    pub connects: u64,
    /// Connections that could not be made.
    pub failed_connects: u64,
    /// Connections that were given up: lost, silent, or left in the midst of something.
    pub lost: u64,
    /// Commits whose outcome had to be asked for.
    pub unclear: u64,
    /// Of those, the ones that had happened.
    pub resolved_committed: u64,
    /// Of those, the ones that never will.
    pub resolved_never: u64,
    /// Of those, the ones that nothing could be found out about.
    pub unknown: u64,
}

/// A number that only grows.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The counters behind [`Statistics`].
#[derive(Default)]
pub(crate) struct Counters {
    pub(crate) commits: Counter,
    pub(crate) conflicts: Counter,
    pub(crate) retries: Counter,
    pub(crate) connects: Counter,
    pub(crate) failed_connects: Counter,
    pub(crate) lost: Counter,
    pub(crate) unclear: Counter,
    pub(crate) resolved_committed: Counter,
    pub(crate) resolved_never: Counter,
    pub(crate) unknown: Counter,
}
