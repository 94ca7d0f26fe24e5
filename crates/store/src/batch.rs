use std::fmt;

use bytes::Bytes;

use crate::{Event, Expected, Invalid, Key, Partition, Revision, limits};

/// What one operation writes: all of it is stored, or nothing.
///
/// ```
/// # use bartizan_store::{Batch, Expected, Key};
/// let alice = Key::account(123_456_789_012, "user/alice/");
/// let users = Key::account(123_456_789_012, "count/users/");
/// let batch = Batch::at(1_700_000_000_000_000)
///     .expect(alice.clone(), Expected::Absent)
///     .put(alice, "{}")
///     .add(users, 1, 5_000);
/// assert_eq!(batch.check(), Ok(()));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Batch {
    /// The time of the operation, in microseconds since 1970. New documents take their revision from it.
    pub now_micros: u64,
    /// What must still be true. A key may be expected twice (a caller who changes itself).
    pub expects: Vec<(Key, Expected)>,
    /// Documents to create or replace; without an expectation, whatever is there.
    pub puts: Vec<(Key, Bytes)>,
    /// Documents to remove; one that is not there is no error.
    pub deletes: Vec<Key>,
    /// Counters to move.
    pub adds: Vec<Add>,
    /// What to tell of it.
    pub events: Vec<Event>,
}

/// A bounded add: moves a counter, unless it would leave `0..=limit`.
///
/// A counter is a document that holds a decimal number; at zero there is no document. An add names no
/// revision, so adds never conflict with each other. A `delta` of 0 with a `limit` of 0 asks whether the counter
/// is zero: what a DeleteConflict rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Add {
    /// The counter.
    pub key: Key,
    /// By how much.
    pub delta: i64,
    /// The largest value allowed afterwards.
    pub limit: u64,
}

impl Add {
    /// The counter's value after this add, or nothing where it would leave its bounds.
    #[must_use]
    pub fn apply(&self, value: u64) -> Option<u64> {
        value.checked_add_signed(self.delta).filter(|after| *after <= self.limit)
    }
}

/// What a commit did.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Committed {
    /// The new revision of each of [`Batch::puts`], in their order. Nothing where it is not known: the commit happened, but its answer
    /// was lost, and what could be read afterwards is not what it wrote.
    pub puts: Vec<Option<Revision>>,
}

impl Batch {
    /// An empty batch at a time.
    #[must_use]
    pub fn at(now_micros: u64) -> Self {
        Self { now_micros, ..Self::default() }
    }

    /// Store the batch only if this is true of `key`.
    #[must_use]
    pub fn expect(mut self, key: Key, expected: Expected) -> Self {
        self.expects.push((key, expected));
        self
    }

    /// Create or replace a document.
    #[must_use]
    pub fn put(mut self, key: Key, body: impl Into<Bytes>) -> Self {
        self.puts.push((key, body.into()));
        self
    }

    /// Remove a document.
    #[must_use]
    pub fn delete(mut self, key: Key) -> Self {
        self.deletes.push(key);
        self
    }

    /// Move a counter by `delta`, within `0..=limit`.
    #[must_use]
    pub fn add(mut self, key: Key, delta: i64, limit: u64) -> Self {
        self.adds.push(Add { key, delta, limit });
        self
    }

    /// Tell of it.
    #[must_use]
    pub fn event(mut self, event: Event) -> Self {
        self.events.push(event);
        self
    }

    /// How many expectations, writes and events it holds.
    #[must_use]
    pub const fn parts(&self) -> usize {
        self.expects.len() + self.puts.len() + self.deletes.len() + self.adds.len() + self.events.len()
    }

    /// Whether every engine can store this batch. Engines call it before anything else.
    ///
    /// # Errors
    /// Something is over [`limits`], a document is written twice, or two accounts are touched.
    pub fn check(&self) -> Result<(), Invalid> {
        limits::check_micros(self.now_micros)?;
        if self.parts() > limits::BATCH_PARTS {
            return Err(Invalid::TooManyParts { parts: self.parts() });
        }
        self.check_bodies()?;
        self.keys().try_for_each(Key::check)?;
        for event in &self.events {
            limits::check_account(event.account)?;
            limits::check_micros(event.micros)?;
        }
        self.check_one_account()?;
        self.check_written_once()
    }

    fn check_bodies(&self) -> Result<(), Invalid> {
        let bodies =
            self.puts.iter().map(|(_, body)| body).chain(self.events.iter().map(|event| &event.body));
        let mut total = 0;
        for bytes in bodies.map(Bytes::len) {
            if bytes > limits::BODY_BYTES {
                return Err(Invalid::BodyTooLarge { bytes });
            }
            total += bytes;
        }
        if total > limits::BATCH_BYTES { Err(Invalid::BatchTooLarge { bytes: total }) } else { Ok(()) }
    }

    // A store that is spread over machines by account can only then commit on one of them.
    fn check_one_account(&self) -> Result<(), Invalid> {
        let of_keys = self.keys().filter_map(|key| match key.partition {
            Partition::Account(account) => Some(account),
            Partition::Global => None,
        });
        let mut accounts = of_keys.chain(self.events.iter().map(|event| event.account));
        let Some(first) = accounts.next() else { return Ok(()) };
        match accounts.find(|account| *account != first) {
            Some(second) => Err(Invalid::TwoAccounts(first, second)),
            None => Ok(()),
        }
    }

    fn check_written_once(&self) -> Result<(), Invalid> {
        let mut written: Vec<&Key> = self.written().collect();
        written.sort_unstable();
        match written.array_windows().find(|[one, next]| one == next) {
            Some([twice, _]) => Err(Invalid::WrittenTwice { key: (*twice).clone() }),
            None => Ok(()),
        }
    }

    fn keys(&self) -> impl Iterator<Item = &Key> {
        self.expects.iter().map(|(key, _)| key).chain(self.written())
    }

    fn written(&self) -> impl Iterator<Item = &Key> {
        let puts = self.puts.iter().map(|(key, _)| key);
        puts.chain(&self.deletes).chain(self.adds.iter().map(|add| &add.key))
    }
}

impl fmt::Debug for Batch {
    // Names what is written, never what is in it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Batch")
            .field("now_micros", &self.now_micros)
            .field("expects", &self.expects)
            .field("puts", &self.puts.iter().map(|(key, body)| (key, body.len())).collect::<Vec<_>>())
            .field("deletes", &self.deletes)
            .field("adds", &self.adds)
            .field("events", &self.events)
            .finish()
    }
}
