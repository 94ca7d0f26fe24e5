use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::JoinHandle;

use rusqlite::Connection;
use store::{Batch, CommitError, Committed, EventLimit, StoreError};
use tokio::sync::{mpsc, oneshot};

use crate::OpenError;
use crate::checkpoint::Growth;
use crate::group::{self, Job};
use crate::write::Clock;

/// How many may wait; whoever comes later waits to be let in.
const QUEUE: usize = 1024;
/// The most jobs of a group, and the parts after which it takes no more: they bound how long the first one waits.
const GROUP_JOBS: usize = 256;
const GROUP_PARTS: usize = 4096;

/// What the writer did since the start.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Statistics {
    /// Transactions, each of which waited for the disk once.
    pub groups: u64,
    /// Commits (and expiries) in them, whatever became of each.
    pub jobs: u64,
}

#[derive(Default)]
struct Counters {
    groups: AtomicU64,
    jobs: AtomicU64,
}

/// The thread that writes, and the queue to it.
pub(crate) struct Writer {
    queue: Option<mpsc::Sender<Job>>,
    thread: Option<JoinHandle<()>>,
    counters: Arc<Counters>,
}

impl Writer {
    pub(crate) fn start(mut connection: Connection, mut growth: Growth) -> Result<Self, OpenError> {
        let mut clock = Clock::load(&connection)?;
        growth.watch(&mut connection)?;
        let (queue, mut jobs) = mpsc::channel(QUEUE);
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let run = move || {
            while let Some(group) = next_group(&mut jobs) {
                counted.groups.fetch_add(1, Ordering::Relaxed);
                counted.jobs.fetch_add(group.len() as u64, Ordering::Relaxed);
                group::store(&connection, &mut clock, group);
                growth.bound(&connection);
            }
        };
        let thread = std::thread::Builder::new().name("store-writer".to_owned()).spawn(run)?;
        Ok(Self { queue: Some(queue), thread: Some(thread), counters })
    }

    pub(crate) async fn commit(&self, batch: Batch) -> Result<Committed, CommitError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Commit { batch, answer }).await?;
        // The writer answers everything it takes, unless it dies.
        answered.await.unwrap_or(Err(CommitError::Unknown))
    }

    pub(crate) async fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> Result<usize, StoreError> {
        let (answer, answered) = oneshot::channel();
        self.send(Job::Expire { account, limit, at_most, answer }).await?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(crate) fn statistics(&self) -> Statistics {
        let Counters { groups, jobs } = self.counters.as_ref();
        Statistics { groups: groups.load(Ordering::Relaxed), jobs: jobs.load(Ordering::Relaxed) }
    }

    async fn send(&self, job: Job) -> Result<(), StoreError> {
        let Some(queue) = &self.queue else { return Err(StoreError::Closed) };
        queue.send(job).await.map_err(|_| StoreError::Closed)
    }
}

impl Drop for Writer {
    /// Stores what is queued, then closes the connection.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What queued up while the last group was on its way to the disk; nobody waits for company.
fn next_group(jobs: &mut mpsc::Receiver<Job>) -> Option<Vec<Job>> {
    let first = jobs.blocking_recv()?;
    let mut parts = first.parts();
    let mut group = vec![first];
    while group.len() < GROUP_JOBS && parts < GROUP_PARTS {
        let Ok(job) = jobs.try_recv() else { break };
        parts += job.parts();
        group.push(job);
    }
    Some(group)
}
