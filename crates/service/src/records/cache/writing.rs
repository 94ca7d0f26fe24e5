//! What a commit does to what is in memory.

use std::mem::take;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use store::{Batch, Committed, Key};
use tokio::time::Instant;

use super::{Cache, Entry, Freshness, Hit, Origin};

/// A commit that is under way. If nobody says what came of it, it may have happened: what it would have replaced is forgotten.
pub struct Writing {
    cache: Arc<Cache>,
    puts: Vec<Put>,
    /// What is not known afterwards without reading it: counters, and what is gone.
    others: Vec<Key>,
    /// What it rests on, where that may be older than what other processes have written.
    rests_on: Vec<Key>,
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
    pub fn of(cache: &Arc<Cache>, batch: &Batch) -> Self {
        let put = |(key, body): &(Key, Bytes)| Put {
            key: key.clone(),
            body: body.clone(),
            ticket: *cache.stripe(key),
        };
        let may_be_old = cache.freshness != Freshness::Exact;
        let rests_on = batch.expects.iter().filter(|_| may_be_old).map(|(key, _)| key.clone());
        Self {
            cache: Arc::clone(cache),
            puts: batch.puts.iter().map(put).collect(),
            others: batch.deletes.iter().chain(batch.adds.iter().map(|add| &add.key)).cloned().collect(),
            rests_on: rests_on.collect(),
            began: cache.now(),
        }
    }

    /// It happened: what it wrote is what there is, unless another commit may have come after it and been told of before.
    pub fn happened(mut self, committed: &Committed) {
        let (cache, began) = (Arc::clone(&self.cache), self.began);
        let known =
            self.puts.len() == committed.puts.len() && cache.freshness != Freshness::Within(Duration::ZERO);
        if !known {
            return;
        }
        for (Put { key, body, ticket }, revision) in take(&mut self.puts).into_iter().zip(&committed.puts) {
            let mut changed = cache.stripe(&key);
            let is_last = *changed == ticket;
            *changed += 1;
            match revision {
                Some(revision) if is_last => {
                    let hit = Hit::Unparsed { revision: *revision, body, origin: Origin::Written };
                    cache.entries.insert(key, Entry { hit, read: began });
                }
                // What is there now is known to whoever reads it.
                _ => drop(cache.entries.remove(&key)),
            }
        }
    }

    /// It did not happen.
    pub fn did_not_happen(mut self) {
        (self.puts, self.others) = Default::default();
    }

    /// It did not happen, as this is not what it rests on. What was read may be old: a retry must not read it again. Where other
    /// processes write, one document that is old is seldom alone, and each would cost a retry of its own.
    pub fn met_another(mut self, key: &Key) {
        self.cache.forget(key);
        take(&mut self.rests_on).iter().for_each(|key| self.cache.forget(key));
        self.did_not_happen();
    }
}

impl Drop for Writing {
    fn drop(&mut self) {
        self.puts.iter().map(|put| &put.key).chain(&self.others).for_each(|key| self.cache.forget(key));
    }
}
