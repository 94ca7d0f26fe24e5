//! A number that grows, and one that goes up and down.

use std::sync::atomic::{AtomicU64, Ordering};

/// A number that only grows, from zero at the start of the process.
#[derive(Debug, Default)]
pub struct Counter(AtomicU64);

impl Counter {
    /// One more.
    pub fn add(&self) {
        self.add_many(1);
    }

    /// So many more.
    pub fn add_many(&self, number: u64) {
        // Nothing else is read in the light of it.
        self.0.fetch_add(number, Ordering::Relaxed);
    }

    /// Where it stands.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// A number as it was when somebody last looked.
#[derive(Debug, Default)]
pub struct Gauge(AtomicU64);

impl Gauge {
    /// It is this now.
    pub fn set(&self, number: u64) {
        self.0.store(number, Ordering::Relaxed);
    }

    /// Where it stands.
    #[must_use]
    pub fn now(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}
