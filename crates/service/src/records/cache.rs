//! Parsed documents in memory, within a bound.
//!
//! On an engine of one process this cache is exact: a commit forgets what it wrote before it is answered, so whoever
//! reads afterwards reads anew. The one danger is a reader who fetched a document before a commit and would keep it
//! after: a ticket, taken before the fetch, is void once anything on the same stripe was forgotten.

use std::any::Any;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use quick_cache::Weighter;
use store::{Key, Revision};

use super::{Document, Loaded};
use crate::error::{Error, Failure};

/// What is known of a key.
#[derive(Clone)]
pub(super) enum Hit {
    /// There is no document.
    Absent,
    /// There is this one.
    Present { revision: Revision, document: Arc<dyn Any + Send + Sync>, bytes: u32 },
}

impl Hit {
    /// The document as its type.
    pub(super) fn loaded<T: Document>(self, key: Key) -> Result<Option<Loaded<T>>, Error> {
        match self {
            Self::Absent => Ok(None),
            Self::Present { revision, document, .. } => match document.downcast::<T>() {
                Ok(document) => Ok(Some(Loaded::new(key, revision, document))),
                Err(_) => Err(Error::ServiceFailure(Failure::Corrupt(key.to_string()))),
            },
        }
    }

    fn weight(&self, key: &Key) -> u64 {
        // A parsed document takes about twice its text, and an entry about 200 bytes of its own.
        let document = match self {
            Self::Absent => 0,
            Self::Present { bytes, .. } => u64::from(*bytes) * 2,
        };
        document + 200 + key.path.len() as u64
    }
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Key, Hit> for Bytes {
    fn weight(&self, key: &Key, hit: &Hit) -> u64 {
        hit.weight(key)
    }
}

const STRIPES: usize = 256;
/// How many entries there is room for from the start; more grow it.
const EXPECTED: usize = 4_096;

pub(super) struct Cache {
    entries: quick_cache::sync::Cache<Key, Hit, Bytes>,
    stripes: Box<[Mutex<u64>]>,
    hasher: RandomState,
}

/// How often things on a key's stripe had been forgotten when a fetch began.
#[derive(Clone, Copy)]
pub(super) struct Ticket(u64);

impl Cache {
    pub(super) fn new(bytes: u64) -> Self {
        Self {
            entries: quick_cache::sync::Cache::with_weighter(EXPECTED, bytes, Bytes),
            stripes: (0..STRIPES).map(|_| Mutex::new(0)).collect(),
            hasher: RandomState::new(),
        }
    }

    pub(super) fn find(&self, key: &Key) -> Option<Hit> {
        self.entries.get(key)
    }

    pub(super) fn ticket(&self, key: &Key) -> Ticket {
        Ticket(*self.stripe(key))
    }

    pub(super) fn keep<T: Document>(&self, loaded: &Loaded<T>, bytes: usize, ticket: Ticket) {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        let hit = Hit::Present { revision: loaded.revision(), document: loaded.shared(), bytes };
        self.insert(loaded.key(), hit, ticket);
    }

    pub(super) fn keep_absent(&self, key: &Key, ticket: Ticket) {
        self.insert(key, Hit::Absent, ticket);
    }

    fn insert(&self, key: &Key, hit: Hit, ticket: Ticket) {
        let forgotten = self.stripe(key);
        if *forgotten == ticket.0 {
            self.entries.insert(key.clone(), hit);
        }
    }

    pub(super) fn forget(&self, key: &Key) {
        let mut forgotten = self.stripe(key);
        *forgotten += 1;
        self.entries.remove(key);
    }

    fn stripe(&self, key: &Key) -> MutexGuard<'_, u64> {
        let index = usize::try_from(self.hasher.hash_one(key) % STRIPES as u64).unwrap_or_default();
        // A counter cannot be left half-changed by a panic.
        self.stripes[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}
