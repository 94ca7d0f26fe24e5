//! What the store holds.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

use bytes::Bytes;
use store::{
    Batch, CommitError, Committed, Direction, Event, EventLimit, EventPosition, EventRange, Expected, Key,
    Partition, Revision, ScanRange, StoreError, Versioned,
};

/// Documents and events at a moment.
#[derive(Default)]
pub(crate) struct State {
    documents: BTreeMap<Key, Versioned>,
    events: BTreeMap<(u64, EventPosition), Bytes>,
    /// How many bytes of events an account has.
    usage: BTreeMap<u64, u64>,
    /// INVARIANT: no document that was deleted had a later revision. A document that is created starts later, whatever the caller's
    /// clock does.
    floor: u64,
    last_commit: Option<u64>,
}

impl State {
    pub(crate) fn document(&self, key: &Key) -> Option<&Versioned> {
        self.documents.get(key)
    }

    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Key, &Versioned)> {
        self.documents.iter()
    }

    pub(crate) const fn last_commit(&self) -> Option<u64> {
        self.last_commit
    }

    pub(crate) fn scan(
        &self,
        range: &ScanRange,
        direction: Direction,
        limit: usize,
    ) -> Vec<(Key, Versioned)> {
        let key = |path: &std::sync::Arc<str>| Key::new(range.partition, std::sync::Arc::clone(path));
        let from = match &range.from {
            Bound::Unbounded => Bound::Included(Key::new(range.partition, "")),
            from => from.as_ref().map(key),
        };
        let to = match &range.to {
            Bound::Unbounded => Bound::Excluded(Key::new(after(range.partition), "")),
            to => to.as_ref().map(key),
        };
        if is_empty(&from, &to) {
            return Vec::new();
        }
        let found = self.documents.range((from, to));
        let copy = |(key, document): (&Key, &Versioned)| (key.clone(), document.clone());
        match direction {
            Direction::Forward => found.take(limit).map(copy).collect(),
            Direction::Backward => found.rev().take(limit).map(copy).collect(),
        }
    }

    pub(crate) fn events(
        &self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> Vec<Event> {
        let place = |position| (account, position);
        let from = match range.from {
            Bound::Unbounded => Bound::Included(place(FIRST)),
            from => from.map(place),
        };
        let to = match range.to {
            Bound::Unbounded => Bound::Included(place(LAST)),
            to => to.map(place),
        };
        if is_empty(&from, &to) {
            return Vec::new();
        }
        let found = self.events.range((from, to)).map(event);
        match direction {
            Direction::Forward => found.take(limit).collect(),
            Direction::Backward => found.rev().take(limit).collect(),
        }
    }

    pub(crate) fn all_events(&self) -> impl Iterator<Item = Event> {
        self.events.iter().map(event)
    }

    pub(crate) fn accounts(&self, after: Option<u64>, limit: usize) -> Vec<u64> {
        let mut accounts = Vec::new();
        let mut next = after.map_or(Some(0), |after| after.checked_add(1));
        while let (Some(from), true) = (next, accounts.len() < limit) {
            let of_documents = self.documents.range(Key::new(Partition::Account(from), "")..).next();
            let of_documents = of_documents.and_then(|(key, _)| match key.partition {
                Partition::Account(account) => Some(account),
                Partition::Global => None,
            });
            let of_events = self.usage.range(from..).next().map(|(account, _)| *account);
            let Some(account) = of_documents.into_iter().chain(of_events).min() else { break };
            accounts.push(account);
            next = account.checked_add(1);
        }
        accounts
    }

    /// Applies a batch that was checked, or nothing of it: all that can be refused is judged before anything is written.
    pub(crate) fn apply(&mut self, batch: Batch) -> Result<Committed, CommitError> {
        for (key, expected) in &batch.expects {
            let found = self.documents.get(key).map(|document| document.revision);
            let holds = match expected {
                Expected::Absent => found.is_none(),
                Expected::At(revision) => found == Some(*revision),
            };
            if !holds {
                return Err(CommitError::Conflict { key: key.clone() });
            }
        }
        let after = |add: &store::Add| {
            let value = self.counter(&add.key)?;
            add.apply(value).ok_or_else(|| CommitError::OverLimit { key: add.key.clone() })
        };
        let counters = batch.adds.iter().map(after).collect::<Result<Vec<u64>, _>>()?;
        self.check_new(&batch.events)?;

        let now = batch.now_micros;
        for event in batch.events {
            let bytes = event.body.len() as u64;
            *self.usage.entry(event.account).or_default() += bytes;
            self.events.insert((event.account, event.position()), event.body);
        }
        for key in &batch.deletes {
            self.delete(key);
        }
        let mut committed = Committed::default();
        for (key, body) in batch.puts {
            committed.puts.push(Some(self.put(key, body, now)));
        }
        for (add, after) in batch.adds.into_iter().zip(counters) {
            if after == 0 {
                self.delete(&add.key);
            } else {
                self.put(add.key, after.to_string().into(), now);
            }
        }
        self.last_commit = Some(now);
        Ok(committed)
    }

    /// Removes the oldest events of an account, as long as they are too old or too many.
    pub(crate) fn expire(&mut self, account: u64, limit: EventLimit, at_most: usize) -> usize {
        let mut kept = self.usage.get(&account).copied().unwrap_or(0);
        let mut removed = 0;
        while removed < at_most {
            let Some((place, body)) = self.events.range((account, FIRST)..).next() else { break };
            let is_doomed = place.1.micros < limit.before_micros || kept > limit.keep_bytes;
            if place.0 != account || !is_doomed {
                break;
            }
            let (place, bytes) = (*place, body.len() as u64);
            self.events.remove(&place);
            kept = kept.saturating_sub(bytes);
            removed += 1;
        }
        let has_any =
            self.events.range((account, FIRST)..).next().is_some_and(|(place, _)| place.0 == account);
        match has_any {
            true => self.usage.insert(account, kept),
            false => self.usage.remove(&account),
        };
        removed
    }

    fn counter(&self, key: &Key) -> Result<u64, CommitError> {
        let Some(document) = self.documents.get(key) else { return Ok(0) };
        let digits = str::from_utf8(&document.body).ok();
        let digits = digits.filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let value = digits.and_then(|text| text.parse().ok());
        value.ok_or_else(|| StoreError::NotACounter { key: key.clone() }.into())
    }

    fn check_new(&self, events: &[Event]) -> Result<(), CommitError> {
        let mut seen = BTreeSet::new();
        for event in events {
            let (account, position) = (event.account, event.position());
            let place = (account, position);
            if self.events.contains_key(&place) || !seen.insert(place) {
                return Err(StoreError::EventExists { account, position }.into());
            }
        }
        Ok(())
    }

    fn put(&mut self, key: Key, body: Bytes, now_micros: u64) -> Revision {
        let first = now_micros.max(self.floor + 1);
        let before = self.documents.get(&key).map(|document| document.revision.get());
        let revision = Revision::from(before.map_or(first, |before| before + 1));
        self.documents.insert(key, Versioned { revision, body });
        revision
    }

    fn delete(&mut self, key: &Key) {
        if let Some(deleted) = self.documents.remove(key) {
            self.floor = self.floor.max(deleted.revision.get());
        }
    }
}

/// In front of every event of an account, and behind.
const FIRST: EventPosition = EventPosition { micros: 0, id: [0; 16] };
const LAST: EventPosition = EventPosition { micros: u64::MAX, id: [0xff; 16] };

fn event((&(account, position), body): (&(u64, EventPosition), &Bytes)) -> Event {
    Event { account, micros: position.micros, id: position.id, body: body.clone() }
}

/// The partition behind another one.
const fn after(partition: Partition) -> Partition {
    match partition {
        Partition::Global => Partition::Account(0),
        Partition::Account(account) => Partition::Account(account + 1),
    }
}

/// Whether nothing can lie between two ends. The tree has no answer to such a range.
fn is_empty<T: Ord>(from: &Bound<T>, to: &Bound<T>) -> bool {
    match (from, to) {
        (Bound::Included(from), Bound::Included(to)) => from > to,
        (Bound::Included(from) | Bound::Excluded(from), Bound::Included(to) | Bound::Excluded(to)) => {
            from >= to
        }
        (Bound::Unbounded, _) | (_, Bound::Unbounded) => false,
    }
}
