//! Commits, by outcome.

use std::time::Duration;

use store::CommitError;

use super::{Counter, Durations, DurationsNow};

/// What came of a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitOutcome {
    /// It is stored.
    Stored,
    /// What it rests on has moved; it is decided anew.
    Conflict,
    /// A counter would be over its limit.
    OverLimit,
    /// Nobody knows.
    Unknown,
    /// Nothing was written.
    Failed,
}

impl CommitOutcome {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [Self::Stored, Self::Conflict, Self::OverLimit, Self::Unknown, Self::Failed];

    /// The name, as a label.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::Conflict => "conflict",
            Self::OverLimit => "over_limit",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
        }
    }

    const fn of<T>(result: &Result<T, CommitError>) -> Self {
        match result {
            Ok(_) => Self::Stored,
            Err(CommitError::Conflict { .. }) => Self::Conflict,
            Err(CommitError::OverLimit { .. }) => Self::OverLimit,
            Err(CommitError::Unknown) => Self::Unknown,
            Err(CommitError::Failed(_)) => Self::Failed,
        }
    }
}

/// What was committed, and what went wrong with the store.
#[derive(Debug, Default)]
pub struct Commits {
    outcomes: [Counter; CommitOutcome::ALL.len()],
    took: Durations,
    /// Events of the audit trail that are stored.
    pub events: Counter,
    /// Reads that failed.
    pub failed_reads: Counter,
}

impl Commits {
    /// One more, which holds so many events.
    pub(crate) fn add<T>(&self, result: &Result<T, CommitError>, took: Duration, events: u64) {
        let outcome = CommitOutcome::of(result);
        if let Some(counter) = self.outcomes.get(outcome as usize) {
            counter.add();
        }
        self.took.add(took);
        if outcome == CommitOutcome::Stored {
            self.events.add_many(events);
        }
    }

    /// How many of each outcome there were.
    pub fn outcomes(&self) -> impl Iterator<Item = (CommitOutcome, u64)> {
        CommitOutcome::ALL.into_iter().zip(self.outcomes.iter().map(Counter::now))
    }

    /// How long they took.
    #[must_use]
    pub fn took(&self) -> DurationsNow {
        self.took.now()
    }
}
