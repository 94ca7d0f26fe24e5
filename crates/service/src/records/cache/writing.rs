//! What a commit does to what is in memory.

use std::time::Duration;

use bytes::Bytes;
use store::{Batch, Committed, Key};
use tokio::time::Instant;

use super::{Cache, Entry, Freshness, Hit};

/// A commit that is under way.
pub struct Writing {
    puts: Vec<Put>,
    /// What is not known afterwards without reading it: counters, and what is gone.
    others: Vec<Key>,
    began: Option<Instant>,
}

struct Put {
    key: Key,
    body: Bytes,
    /// How often things on the key's stripe had been written or forgotten before.
    ticket: u64,
}

impl Writing {
    /// A commit of this batch is about to begin.
    pub fn of(cache: &Cache, batch: &Batch) -> Self {
        let put = |(key, body): &(Key, Bytes)| Put {
            key: key.clone(),
            body: body.clone(),
            ticket: *cache.stripe(key),
        };
        Self {
            puts: batch.puts.iter().map(put).collect(),
            others: batch.deletes.iter().chain(batch.adds.iter().map(|add| &add.key)).cloned().collect(),
            began: cache.now(),
        }
    }

    /// It happened: what it wrote is what there is, unless another commit may have come after it and been told of before.
    pub fn happened(self, cache: &Cache, committed: &Committed) {
        let Self { puts, others, began } = self;
        others.iter().for_each(|key| cache.forget(key));
        let known =
            puts.len() == committed.puts.len() && cache.freshness != Freshness::Within(Duration::ZERO);
        if !known {
            return puts.iter().for_each(|put| cache.forget(&put.key));
        }
        for (Put { key, body, ticket }, revision) in puts.into_iter().zip(&committed.puts) {
            let mut written = cache.stripe(&key);
            let is_last = *written == ticket;
            *written += 1;
            match revision {
                Some(revision) if is_last => {
                    let hit = Hit::Unparsed { revision: *revision, body };
                    cache.entries.insert(key, Entry { hit, read: began });
                }
                // What is there now is known to whoever reads it.
                _ => drop(cache.entries.remove(&key)),
            }
        }
    }

    /// Nobody knows whether it did.
    pub fn may_have_happened(self, cache: &Cache) {
        self.puts.iter().map(|put| &put.key).chain(&self.others).for_each(|key| cache.forget(key));
    }
}
