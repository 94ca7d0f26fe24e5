//! Documents in memory, parsed once somebody has asked for them, within a bound.
//!
//! On an engine of one process this cache is exact: before a commit is answered, what it wrote takes the place of what was
//! there, so whoever reads afterwards reads that. The one danger is whoever fetched a document before a commit and would keep
//! it after, or whose commit was overtaken by another: a ticket, taken before the fetch or the commit, is void once anything
//! on the same stripe was written or forgotten.
//!
//! Where other processes write to the same store, what they changed is not heard of. There a document serves for at most
//! [`Freshness::Within`] that time since the read of it began, and nothing older is served, whatever becomes of the store.
//!
//! Many who miss the same document at once read it once: the first reads, the others wait for what it finds, though not
//! for long, because the store may be what is slow.

use std::any::Any;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::{EntryAction, EntryResult, PlaceholderGuard};
use store::{Key, Revision, Versioned};
use tokio::time::{Instant, timeout};

use super::{Document, Loaded};
use crate::error::{Error, Failure};

/// How old a document may be that is served from memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    /// No commit is missed: this process makes them all.
    Exact,
    /// Other processes commit too. Zero keeps nothing in memory.
    Within(Duration),
}

/// How the cache has done since the start.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStatistics {
    /// Look-ups that were answered from memory.
    pub hits: u64,
    /// Look-ups that were not.
    pub misses: u64,
    /// Look-ups among the misses that waited for another's read.
    pub joined: u64,
    /// How much is in memory, in bytes, by the cache's own estimate.
    pub bytes: u64,
    /// How much may be.
    pub most_bytes: u64,
}

/// What is known of a key.
#[derive(Clone)]
pub(super) enum Hit {
    /// There is no document.
    Absent,
    /// There is this one.
    Present { revision: Revision, document: Arc<dyn Any + Send + Sync>, bytes: u32 },
    /// There is this one, as this process wrote it or read it in advance; the first who asks for it parses it.
    Unparsed { revision: Revision, body: Bytes, origin: Origin },
}

/// How a text came into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// This process wrote it.
    Written,
    /// It was read because it would be asked for: whoever asks first would have had to read it.
    ReadInAdvance,
}

impl Hit {
    /// Whether whoever asks for it is spared a read.
    const fn spares_a_read(&self) -> bool {
        !matches!(self, Self::Unparsed { origin: Origin::ReadInAdvance, .. })
    }

    pub(super) fn of<T: Document>(loaded: &Loaded<T>, bytes: usize) -> Self {
        let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
        Self::Present { revision: loaded.revision(), document: loaded.shared(), bytes }
    }

    /// The document as its type.
    pub(super) fn loaded<T: Document>(self, key: Key) -> Result<Option<Loaded<T>>, Error> {
        match self {
            Self::Absent => Ok(None),
            Self::Present { revision, document, .. } => match document.downcast::<T>() {
                Ok(document) => Ok(Some(Loaded::new(key, revision, document))),
                Err(_) => Err(Error::ServiceFailure(Failure::Corrupt(key.to_string()))),
            },
            Self::Unparsed { revision, body, .. } => {
                Loaded::parse(key, &Versioned { revision, body }).map(Some)
            }
        }
    }

    fn weight(&self, key: &Key) -> u64 {
        // Of a million users whose documents filled the cache, a parsed one took two and a half times its text, and an entry about
        // 250 bytes of its own.
        let document = match self {
            Self::Absent => 0,
            Self::Present { bytes, .. } => u64::from(*bytes) * 5 / 2,
            // As much as it will take.
            Self::Unparsed { body, .. } => body.len() as u64 * 5 / 2,
        };
        document + 250 + key.path.len() as u64
    }
}

/// A hit, and when the read of it began, where that matters.
#[derive(Clone)]
struct Entry {
    hit: Hit,
    read: Option<Instant>,
}

#[derive(Clone)]
struct Memory;

impl Weighter<Key, Entry> for Memory {
    fn weight(&self, key: &Key, entry: &Entry) -> u64 {
        entry.hit.weight(key)
    }
}

type Entries = quick_cache::sync::Cache<Key, Entry, Memory>;
type Guard<'a> = PlaceholderGuard<
    'a,
    Key,
    Entry,
    Memory,
    quick_cache::DefaultHashBuilder,
    quick_cache::sync::DefaultLifecycle<Key, Entry>,
>;

/// Who shares a stripe with another's commit keeps nothing that time. While a group of 256 commits is on its way, some 640 documents
/// change: one in thirteen is then not kept.
const STRIPES: usize = 8_192;
/// How many entries there is room for from the start; more grow it.
const EXPECTED: usize = 4_096;
/// How long one waits for another's read before reading oneself.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) struct Cache {
    entries: Entries,
    stripes: Box<[Mutex<u64>]>,
    hasher: RandomState,
    freshness: Freshness,
    hits: AtomicU64,
    misses: AtomicU64,
    joined: AtomicU64,
}

/// What a look-up comes to that memory did not answer at once.
pub(super) enum Missed<'a> {
    /// Another has just read it.
    Found(Hit),
    /// It is to be read.
    Reading(Reading<'a>),
}

/// A read that is under way. With a guard, others who miss the same document wait for it; if it is dropped, one of them reads.
pub(super) struct Reading<'a> {
    cache: &'a Cache,
    guard: Option<Guard<'a>>,
    /// How often things on the key's stripe had been written or forgotten when it began.
    ticket: u64,
    began: Option<Instant>,
}

impl Cache {
    pub(super) fn new(bytes: u64, freshness: Freshness) -> Self {
        Self {
            entries: Entries::with_weighter(EXPECTED, bytes, Memory),
            stripes: (0..STRIPES).map(|_| Mutex::new(0)).collect(),
            hasher: RandomState::new(),
            freshness,
            hits: AtomicU64::new(0),
            misses: AtomicU64::new(0),
            joined: AtomicU64::new(0),
        }
    }

    pub(super) fn find(&self, key: &Key) -> Option<Hit> {
        let found = self.entries.get(key).filter(|entry| self.serves(entry));
        let is_hit = found.as_ref().is_some_and(|entry| entry.hit.spares_a_read());
        let counter = if is_hit { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        found.map(|entry| entry.hit)
    }

    /// What to do about a document that was not found.
    pub(super) async fn miss(&self, key: &Key) -> Missed<'_> {
        if self.freshness == Freshness::Within(Duration::ZERO) {
            return Missed::Reading(self.reading(key, None));
        }
        let enter = self.entries.entry_async(key, |_, entry| {
            if self.serves(entry) {
                EntryAction::Retain(entry.hit.clone())
            } else {
                EntryAction::ReplaceWithGuard
            }
        });
        match timeout(PATIENCE, enter).await {
            Ok(EntryResult::Retained(hit)) => {
                self.joined.fetch_add(1, Ordering::Relaxed);
                Missed::Found(hit)
            }
            Ok(EntryResult::Vacant(guard) | EntryResult::Replaced(guard, _)) => {
                Missed::Reading(self.reading(key, Some(guard)))
            }
            Ok(EntryResult::Removed(..) | EntryResult::Timeout) | Err(_) => {
                Missed::Reading(self.reading(key, None))
            }
        }
    }

    /// Of these, what is to be read because memory does not have it, without a place that others wait at.
    pub(super) fn missing(&self, keys: impl IntoIterator<Item = Key>) -> Vec<(Key, Reading<'_>)> {
        if self.freshness == Freshness::Within(Duration::ZERO) {
            return Vec::new();
        }
        let has = |key: &Key| self.entries.get(key).is_some_and(|entry| self.serves(&entry));
        let missing = keys.into_iter().filter(|key| !has(key));
        missing.map(|key| (key.clone(), self.reading(&key, None))).collect()
    }

    pub(super) fn forget(&self, key: &Key) {
        let mut changed = self.stripe(key);
        *changed += 1;
        self.entries.remove(key);
    }

    /// Keeps a document that was parsed, in the place of the text that it was parsed from.
    pub(super) fn parsed<T: Document>(&self, loaded: &Loaded<T>) {
        let _stripe = self.stripe(loaded.key());
        let Some(entry) = self.entries.get(loaded.key()) else { return };
        if let Hit::Unparsed { revision, body, .. } = &entry.hit
            && *revision == loaded.revision()
        {
            let entry = Entry { hit: Hit::of(loaded, body.len()), read: entry.read };
            // If it was driven out meanwhile, so be it.
            let _ = self.entries.replace(loaded.key().clone(), entry, false);
        }
    }

    pub(super) fn statistics(&self) -> CacheStatistics {
        let count = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        CacheStatistics {
            hits: count(&self.hits),
            misses: count(&self.misses),
            joined: count(&self.joined),
            bytes: self.entries.weight(),
            most_bytes: self.entries.capacity(),
        }
    }

    fn reading<'a>(&'a self, key: &Key, guard: Option<Guard<'a>>) -> Reading<'a> {
        Reading { cache: self, guard, ticket: *self.stripe(key), began: self.now() }
    }

    /// When what is read or written from now on was so, where that matters.
    fn now(&self) -> Option<Instant> {
        match self.freshness {
            Freshness::Exact => None,
            Freshness::Within(_) => Some(Instant::now()),
        }
    }

    /// Whether an entry may still be served.
    fn serves(&self, entry: &Entry) -> bool {
        match self.freshness {
            Freshness::Exact => true,
            Freshness::Within(time) => entry.read.is_some_and(|read| read.elapsed() < time),
        }
    }

    fn stripe(&self, key: &Key) -> MutexGuard<'_, u64> {
        let index = usize::try_from(self.hasher.hash_one(key) % STRIPES as u64).unwrap_or_default();
        // A counter cannot be left half-changed by a panic.
        self.stripes[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading<'_> {
    /// Keeps what was read, unless a commit may have replaced it meanwhile.
    pub(super) fn keep(self, key: &Key, hit: Hit) {
        let Self { cache, guard, ticket, began } = self;
        if cache.freshness == Freshness::Within(Duration::ZERO) {
            return;
        }
        let changed = cache.stripe(key);
        if *changed != ticket {
            return;
        }
        let entry = Entry { hit, read: began };
        match guard {
            // Its place is gone only if it was driven out for want of room.
            Some(guard) => drop(guard.insert(entry)),
            // Another read, which began later and ended before, may have seen what another process wrote meanwhile.
            None if cache.entries.peek(key).is_some_and(|there| there.read > began) => {}
            None => cache.entries.insert(key.clone(), entry),
        }
    }
}

mod writing;

pub(super) use writing::Writing;

#[cfg(test)]
mod tests;
