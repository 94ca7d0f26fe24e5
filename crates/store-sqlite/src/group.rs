use rusqlite::{Connection, ErrorCode};
use store::{Batch, CommitError, Committed, EventLimit, StoreError};
use tokio::sync::oneshot;

use crate::write::{Changes, Clock, Stop};

/// What waits for the writer.
pub(crate) enum Job {
    Commit {
        batch: Batch,
        answer: oneshot::Sender<Result<Committed, CommitError>>,
    },
    Expire {
        account: u64,
        limit: EventLimit,
        at_most: usize,
        answer: oneshot::Sender<Result<usize, StoreError>>,
    },
}

/// What became of a job, told once its group is on disk.
enum Outcome {
    Commit(Result<Committed, CommitError>),
    Expire(usize),
}

/// What became of a group that is not on disk.
#[derive(Clone)]
struct Failure {
    cause: StoreError,
    /// What its commits are told.
    commit: CommitError,
}

/// Stores a group in one transaction and answers all of its jobs.
pub(crate) fn store(connection: &Connection, clock: &mut Clock, group: Vec<Job>) {
    match attempt(connection, clock, &group) {
        Ok(outcomes) => group.into_iter().zip(outcomes).for_each(|(job, outcome)| job.answer(outcome)),
        Err(failure) => group.into_iter().for_each(|job| job.fail(failure.clone())),
    }
}

fn attempt(connection: &Connection, clock: &mut Clock, group: &[Job]) -> Result<Vec<Outcome>, Failure> {
    let (outcomes, after) = apply(connection, *clock, group).map_err(|error| {
        tracing::error!(%error, jobs = group.len(), "a group of commits failed and was rolled back");
        roll_back(connection);
        let cause = StoreError::engine(error);
        Failure { commit: cause.clone().into(), cause }
    })?;
    run(connection, "commit").map_err(|error| {
        let settled = settle(connection, &error);
        tracing::error!(%error, settled, jobs = group.len(), "a group of commits failed at its commit");
        let cause = StoreError::engine(error);
        let commit = if settled { cause.clone().into() } else { CommitError::Unknown };
        Failure { cause, commit }
    })?;
    *clock = after;
    Ok(outcomes)
}

fn apply(connection: &Connection, clock: Clock, group: &[Job]) -> rusqlite::Result<(Vec<Outcome>, Clock)> {
    // A rollback that failed earlier is made up for.
    roll_back(connection);
    run(connection, "begin immediate")?;
    let mut changes = Changes::new(connection, clock);
    let mut outcomes = Vec::with_capacity(group.len());
    for job in group {
        outcomes.push(match job {
            Job::Commit { batch, .. } => Outcome::Commit(match changes.apply(batch) {
                Ok(committed) => Ok(committed),
                Err(Stop::Refused(refusal)) => Err(refusal),
                Err(Stop::Engine(error)) => return Err(error),
            }),
            Job::Expire { account, limit, at_most, .. } => {
                Outcome::Expire(changes.expire(*account, *limit, *at_most)?)
            }
        });
    }
    Ok((outcomes, changes.finish()?))
}

/// Makes sure that a group whose `COMMIT` failed can never appear, or says that this is open.
///
/// SQLite has forgotten the group, but its frames may be whole in the log: recovery after a crash would take them
/// for committed. The next commit is written where they are, so once that is on disk they are gone. A full disk
/// needs no such thing: frames are written in order, the one that commits is the last, and a write was refused.
fn settle(connection: &Connection, cause: &rusqlite::Error) -> bool {
    roll_back(connection);
    cause.sqlite_error_code() == Some(ErrorCode::DiskFull) || commit_something(connection).is_ok()
}

fn commit_something(connection: &Connection) -> rusqlite::Result<()> {
    run(connection, "begin immediate")?;
    // It must change: SQLite writes no page that stays as it is.
    run(connection, "update clock set settled = settled + 1")?;
    run(connection, "commit")
}

fn roll_back(connection: &Connection) {
    // SQLite rolls back by itself after some errors.
    if !connection.is_autocommit()
        && let Err(error) = run(connection, "rollback")
    {
        tracing::error!(%error, "a rollback failed");
    }
}

fn run(connection: &Connection, statement: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(statement)?.execute(())?;
    Ok(())
}

impl Job {
    /// How much the job adds to its group.
    pub(crate) const fn parts(&self) -> usize {
        match self {
            Self::Commit { batch, .. } => batch.parts(),
            Self::Expire { at_most, .. } => *at_most,
        }
    }

    // Whoever asked may have gone; then there is nobody to tell.

    fn answer(self, outcome: Outcome) {
        match (self, outcome) {
            (Self::Commit { answer, .. }, Outcome::Commit(result)) => drop(answer.send(result)),
            (Self::Expire { answer, .. }, Outcome::Expire(removed)) => drop(answer.send(Ok(removed))),
            // An outcome is made from its job; dropping the answer would tell the caller that it is unknown.
            (Self::Commit { .. }, Outcome::Expire(_)) | (Self::Expire { .. }, Outcome::Commit(_)) => {}
        }
    }

    fn fail(self, failure: Failure) {
        match self {
            Self::Commit { answer, .. } => drop(answer.send(Err(failure.commit))),
            Self::Expire { answer, .. } => drop(answer.send(Err(failure.cause))),
        }
    }
}
