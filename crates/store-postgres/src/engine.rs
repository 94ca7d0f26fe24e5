use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use store::StoreError;
use tokio::time::{Instant, timeout};
use tokio_postgres::Row;

use crate::bounds;
use crate::error::{Failure, Meaning, ends_session, meaning};
use crate::pool::Pool;
use crate::session::Ask;

/// Accounts that are remembered to have their row.
const SEEN: usize = 100_000;
/// Told times may be off by a second.
const TIME_OFF: u64 = 500_000;

/// The connections, and what this process remembers of the store.
pub(crate) struct Engine {
    pub(crate) pool: Pool,
    /// Whether a batch may go as one statement.
    takes_wholes: bool,
    seen: Mutex<Seen>,
    /// The time of commits that the store was told last; 0 for none.
    told: AtomicU64,
}

#[derive(Default)]
struct Seen {
    accounts: HashSet<u64>,
    /// How many connections had been made then: another one may lead to a server that has lost something.
    connects: u64,
}

impl Engine {
    pub(crate) fn new(pool: Pool, takes_wholes: bool) -> Self {
        Self { pool, takes_wholes, seen: Mutex::default(), told: AtomicU64::new(0) }
    }

    pub(crate) const fn takes_wholes(&self) -> bool {
        self.takes_wholes
    }

    /// Whether an account is known to have its row.
    pub(crate) fn has_seen(&self, account: u64) -> bool {
        self.with_seen(|seen| seen.contains(&account))
    }

    /// Only after the commit that wrote the row.
    pub(crate) fn remember(&self, account: u64) {
        self.with_seen(|seen| {
            if seen.len() >= SEEN {
                seen.clear();
            }
            seen.insert(account);
        });
    }

    fn with_seen<T>(&self, work: impl FnOnce(&mut HashSet<u64>) -> T) -> T {
        let connects = self.pool.counters.connects.get();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.connects != connects {
            *seen = Seen { connects, ..Seen::default() };
            self.told.store(0, Ordering::Relaxed);
        }
        work(&mut seen.accounts)
    }

    /// Whether the store has to be told a commit's time.
    pub(crate) fn time_is_off(&self, micros: u64) -> bool {
        let told = self.told.load(Ordering::Relaxed);
        told == 0 || told.abs_diff(micros) >= TIME_OFF
    }

    pub(crate) fn told(&self, micros: u64) {
        self.told.store(micros, Ordering::Relaxed);
    }

    /// Asks for what changes nothing, or nothing that matters, and again if the connection was lost.
    ///
    /// # Errors
    /// The engine failed, or was not reached in time.
    pub(crate) async fn read(&self, asks: &[Ask<'_>]) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut attempts = Attempts::start();
        loop {
            match self.read_once(asks).await {
                Ok(rows) => return Ok(rows),
                Err((failure, Meaning::Lost | Meaning::Passing)) => {
                    if !attempts.another().await {
                        return Err(failure.into());
                    }
                    self.pool.counters.retries.count();
                }
                Err((failure, _)) => return Err(failure.into()),
            }
        }
    }

    async fn read_once(&self, asks: &[Ask<'_>]) -> Result<Vec<Vec<Row>>, (Failure, Meaning)> {
        let mut session = self.pool.lease().await.map_err(|failure| (failure, Meaning::Lost))?;
        // Who froze now will be frozen in a second: one time limit is enough for a caller to wait.
        let Ok(answers) = timeout(bounds::ANSWER, session.ask(asks)).await else {
            return Err((Failure::Silent(bounds::ANSWER), Meaning::Lasting));
        };
        let ended = answers.iter().any(|answer| answer.as_ref().is_err_and(ends_session));
        if !ended {
            session.give_back();
        }
        let answers: Result<Vec<_>, _> = answers.into_iter().collect();
        answers.map_err(|error| {
            let meaning = meaning(&error);
            (error.into(), meaning)
        })
    }
}

/// How often something is tried again, and when.
pub(crate) struct Attempts {
    began: Instant,
    number: u32,
}

impl Attempts {
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), number: 0 }
    }

    /// Waits a moment, unless it was tried often or long enough.
    pub(crate) async fn another(&mut self) -> bool {
        self.number += 1;
        let pause = pause(self.number);
        if self.number >= bounds::ATTEMPTS || self.began.elapsed() + pause >= bounds::RETRIES {
            return false;
        }
        rest(pause).await;
        true
    }
}

/// Longer each time, and of a random length, so that those who met do not meet again.
pub(crate) fn pause(attempt: u32) -> Duration {
    let longest = Duration::from_millis(4 << attempt.min(8)).min(bounds::PAUSE);
    let eighths = u32::try_from(RandomState::new().hash_one(attempt) % 8).unwrap_or(0);
    longest / 8 * (eighths + 1)
}

#[expect(clippy::disallowed_methods, reason = "a server that is busy or away is not asked again at once")]
pub(crate) async fn rest(pause: Duration) {
    tokio::time::sleep(pause).await;
}
