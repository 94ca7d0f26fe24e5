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
/// How often in a row the writer yields to callers who do not come.
const PATIENCE: u32 = 16;
/// A group of this size shares its sync among enough; larger ones gain more from not waiting.
const WORTH_IT: usize = 64;

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
    /// Groups by size: of one, of up to two, four, and so on.
    sizes: [AtomicU64; SIZES],
}

/// How many powers of two there are up to the largest group.
pub(crate) const SIZES: usize = GROUP_JOBS.ilog2() as usize + 1;

impl Counters {
    fn count(&self, jobs: usize) {
        self.groups.fetch_add(1, Ordering::Relaxed);
        self.jobs.fetch_add(jobs as u64, Ordering::Relaxed);
        let size = jobs.next_power_of_two().ilog2() as usize;
        if let Some(groups) = self.sizes.get(size) {
            groups.fetch_add(1, Ordering::Relaxed);
        }
    }
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
        let (queue, jobs) = mpsc::channel(QUEUE);
        let mut jobs = Queue { jobs, under_way: 0 };
        let counters = Arc::new(Counters::default());
        let counted = Arc::clone(&counters);
        let run = move || {
            while let Some(group) = jobs.next_group() {
                let size = group.len();
                counted.count(size);
                group::store(&connection, &mut clock, group);
                jobs.answered(size);
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
        let Counters { groups, jobs, .. } = self.counters.as_ref();
        Statistics { groups: groups.load(Ordering::Relaxed), jobs: jobs.load(Ordering::Relaxed) }
    }

    /// How many groups there were of one job, of up to two, four, and so on.
    pub(crate) fn group_sizes(&self) -> [u64; SIZES] {
        std::array::from_fn(|size| self.counters.sizes[size].load(Ordering::Relaxed))
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

/// Takes what queued up while the last group was on its way to the disk.
///
/// Callers that commit in turn would fall into two halves: one is being synced while the other is answered, sends
/// its next commits and finds the door just closed, so each sync carries half of what it could. So a group that
/// is smaller than what was under way a moment ago leaves the processor to those who were just answered, a few
/// times: microseconds, before a sync of hundreds. A caller alone waits for nobody.
struct Queue {
    jobs: mpsc::Receiver<Job>,
    under_way: usize,
}

impl Queue {
    fn next_group(&mut self) -> Option<Vec<Job>> {
        let mut group = vec![self.jobs.blocking_recv()?];
        let mut parts = group[0].parts();
        let mut patience = PATIENCE;
        while group.len() < GROUP_JOBS && parts < GROUP_PARTS {
            if let Ok(job) = self.jobs.try_recv() {
                parts += job.parts();
                group.push(job);
                patience = PATIENCE;
            } else if group.len() < self.under_way.min(WORTH_IT) && patience > 0 {
                patience -= 1;
                std::thread::yield_now();
            } else {
                break;
            }
        }
        Some(group)
    }

    /// After a group was answered: those callers, and the ones already waiting, are who may come next.
    fn answered(&mut self, jobs: usize) {
        self.under_way = jobs + self.jobs.len();
    }
}
