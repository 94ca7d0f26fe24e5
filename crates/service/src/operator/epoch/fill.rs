//! Filling an empty store from a backup, or from another store.

use bytes::Bytes;
use model::Timestamp;
use store::{Batch, Direction, Event, Exported, Key, Partition, ScanRange, limits};

use super::refused;
use crate::operator::Operator;
use crate::records::{Epoch, EpochCause, EpochState, Loaded, body, keys};
use crate::{Error, Service};

/// Parts of a commit, beside the document that says how far it is.
const MOST_PARTS: usize = 256;
/// Bytes of bodies after which a commit takes no more; one body goes beyond it at most.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// What a store is filled from.
#[derive(Clone, Debug)]
pub struct FillPlan {
    /// What names it: of a backup its name, so that it can only go on with the same.
    pub id: String,
    /// Whether it is restored or copied.
    pub cause: EpochCause,
    /// Who does it.
    pub operator: Operator,
    /// From when it is.
    pub data_of: Timestamp,
    /// When the source was last written to, if it says so.
    pub last_commit: Option<Timestamp>,
}

/// A store that is being filled. Every commit says how far it is, and rests on the one before: so who is killed goes on where it
/// was, and of two at once one stops.
pub struct Filling<'s> {
    service: &'s Service,
    epoch: Loaded<Epoch>,
    /// How many records were written, and how many of them come once more because they were written before a kill.
    written: u64,
    again: u64,
    waiting: Vec<Record>,
    bytes: usize,
}

enum Record {
    Document(Key, Bytes),
    Event(Event),
}

impl Record {
    fn account(&self) -> Partition {
        match self {
            Self::Document(key, _) => key.partition,
            Self::Event(event) => Partition::Account(event.account),
        }
    }

    fn bytes(&self) -> usize {
        match self {
            Self::Document(_, body) => body.len(),
            Self::Event(event) => event.body.len(),
        }
    }
}

impl Service {
    /// Begins to fill the store, or goes on where the same was interrupted.
    ///
    /// # Errors
    /// If something is in the store that did not come from the same source, or the store fails.
    pub async fn begin_filling(&self, plan: &FillPlan, now: Timestamp) -> Result<Filling<'_>, Error> {
        let found = self.records.load::<Epoch>(keys::epoch()).await?;
        let written = match found.as_deref() {
            Some(Epoch { id, cause, state: EpochState::Filling { records }, .. }) => {
                if (id, *cause) != (&plan.id, plan.cause) {
                    return Err(refused(
                        "the store is half-filled from something else: finish that, or begin with an empty store",
                    ));
                }
                *records
            }
            Some(_) => return Err(not_empty()),
            None => {
                if !self.has_nothing().await? {
                    return Err(not_empty());
                }
                self.write_epoch(None, &filling(plan, now), now).await?;
                0
            }
        };
        let gone = || crate::error::Failure::Corrupt("epoch".to_owned());
        let epoch = self.records.load::<Epoch>(keys::epoch()).await?.ok_or_else(gone)?;
        Ok(Filling { service: self, epoch, written, again: written, waiting: Vec::new(), bytes: 0 })
    }

    /// Whether the store is filled from this source, whole or in part, and was not served yet.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn comes_from(&self, id: &str) -> Result<bool, Error> {
        let found = self.records.load::<Epoch>(keys::epoch()).await?;
        let is_under_way =
            |epoch: &Epoch| matches!(epoch.state, EpochState::Filling { .. } | EpochState::Ending { .. });
        Ok(found.is_some_and(|epoch| epoch.id == id && is_under_way(&epoch)))
    }

    /// Whether there is nothing at all in the store.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn has_nothing(&self) -> Result<bool, Error> {
        let shared = ScanRange::all(Partition::Global);
        let shared = self.records.store().scan(&shared, Direction::Forward, 1).await?;
        Ok(shared.is_empty() && self.is_empty().await?)
    }
}

impl Filling<'_> {
    /// How many records are in the store.
    #[must_use]
    pub const fn written(&self) -> u64 {
        self.written
    }

    /// Takes in a piece. What was written before a kill is passed over.
    ///
    /// # Errors
    /// If the store fails, or another process fills it too.
    pub async fn add(&mut self, piece: Exported, now: Timestamp) -> Result<(), Error> {
        let records: Vec<Record> = match piece {
            Exported::Documents(documents) => {
                documents.into_iter().map(|(key, document)| Record::Document(key, document.body)).collect()
            }
            Exported::Events(events) => events.into_iter().map(Record::Event).collect(),
        };
        for record in records {
            if self.again > 0 {
                self.again -= 1;
                continue;
            }
            if self.is_full_before(&record) {
                self.flush(now).await?;
            }
            self.bytes += record.bytes();
            self.waiting.push(record);
        }
        Ok(())
    }

    /// Writes what is left, and says how many records there are. From then on the store is whole, and [`Service::finish_epoch`] has to be
    /// called.
    ///
    /// # Errors
    /// As of [`Filling::add`]; or if less came than before a kill.
    pub async fn finish(mut self, now: Timestamp) -> Result<u64, Error> {
        if self.again > 0 {
            return Err(refused(
                "less came than was written before the interruption: this is another source",
            ));
        }
        self.flush(now).await?;
        let whole = Epoch { state: EpochState::Ending { through: None }, ..Epoch::clone(&self.epoch) };
        self.service.write_epoch(Some(&self.epoch), &whole, now).await?;
        Ok(self.written)
    }

    /// A commit is of one account, and within the limits of every engine.
    fn is_full_before(&self, next: &Record) -> bool {
        let is_other = self.waiting.first().is_some_and(|first| first.account() != next.account());
        let is_long = self.waiting.len() >= MOST_PARTS || self.bytes + next.bytes() > MOST_BYTES;
        is_other || (is_long && !self.waiting.is_empty())
    }

    async fn flush(&mut self, now: Timestamp) -> Result<(), Error> {
        const { assert!(MOST_PARTS + 2 < limits::BATCH_PARTS && MOST_BYTES < limits::BATCH_BYTES) };
        if self.waiting.is_empty() {
            return Ok(());
        }
        let written = self.written + self.waiting.len() as u64;
        let state = EpochState::Filling { records: written };
        let (key, expected) = self.epoch.watched();
        let mut batch = Batch::at(now.micros())
            .expect(key.clone(), expected)
            .put(key.clone(), body(&Epoch { state, ..Epoch::clone(&self.epoch) })?);
        for record in self.waiting.drain(..) {
            batch = match record {
                // That of the source speaks of the source.
                Record::Document(place, _) if place == key => batch,
                Record::Document(place, body) => batch.put(place, body),
                Record::Event(event) => batch.event(event),
            };
        }
        self.service.records.commit(batch).await?;
        let gone = || crate::error::Failure::Corrupt("epoch".to_owned());
        self.epoch = self.service.records.load::<Epoch>(keys::epoch()).await?.ok_or_else(gone)?;
        (self.written, self.bytes) = (written, 0);
        Ok(())
    }
}

impl std::fmt::Debug for Filling<'_> {
    // Documents hold hashes and sealed seeds.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filling").field("written", &self.written).finish_non_exhaustive()
    }
}

fn filling(plan: &FillPlan, now: Timestamp) -> Epoch {
    Epoch {
        schema: Epoch::SCHEMA,
        id: plan.id.clone(),
        cause: plan.cause,
        operator: plan.operator.uid,
        begun: now,
        data_of: Some(plan.data_of),
        over_until: plan.last_commit.map_or(now, |last| last.max(now)),
        state: EpochState::Filling { records: 0 },
    }
}

fn not_empty() -> Error {
    refused("the store is not empty, and nothing is written over another store")
}
