//! Folding the write-ahead log into the database file, off the commit path.
//!
//! The writer tells how long its log is. After each [`PIECE`] the thread here copies what it can while commits
//! go on. Under a steady load that never quite catches up, so the log does not begin anew by itself: at [`MOST`]
//! the writer waits once for the little that is left, and starts over. When nothing was written for a while the log
//! is emptied.
//!
//! Neither is possible while somebody reads the whole store as it was at one moment ([`Snapshot`]), and trying would make those who
//! write wait for that reader. So the log grows meanwhile; it begins anew once the reading has ended.

use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use rusqlite::Connection;

use crate::OpenError;

/// Pages of 4 KiB written between two checkpoints.
const PIECE: u32 = 4 * 1024;
/// Pages of 4 KiB in the log at which the writer helps.
const MOST: u32 = 16 * 1024;
/// How long nothing must be written before the log is emptied.
const QUIET: Duration = Duration::from_secs(1);

/// The state of the log.
#[derive(Default)]
pub(crate) struct Log {
    pages: AtomicU32,
    /// How many read a moment that is kept for them. Locked while a checkpoint runs that has to wait for readers, so that none begins
    /// under it.
    snapshots: Mutex<u32>,
    commits: AtomicU64,
    /// The thread wants to know of the next commit.
    resting: AtomicBool,
}

/// A moment that is kept for somebody who reads. While it is, no checkpoint waits for readers.
pub(crate) struct Snapshot(Arc<Log>);

impl Snapshot {
    /// Keeps the moment that `begin` fixes.
    pub(crate) fn begin<T, E>(log: &Arc<Log>, begin: impl FnOnce() -> Result<T, E>) -> Result<(Self, T), E> {
        let mut snapshots = log.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
        let begun = begin()?;
        *snapshots += 1;
        Ok((Self(Arc::clone(log)), begun))
    }

    /// How long the log is, in pages of 4 KiB.
    pub(crate) fn log_pages(&self) -> u32 {
        self.0.pages.load(Ordering::Relaxed)
    }
}

impl Drop for Snapshot {
    fn drop(&mut self) {
        *self.0.snapshots.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
    }
}

/// The writer's end: sees how the log grows.
pub(crate) struct Growth {
    log: Arc<Log>,
    wake: SyncSender<()>,
}

impl Growth {
    /// Watches the log of the connection that writes.
    pub(crate) fn watch(&mut self, connection: &mut Connection) -> rusqlite::Result<()> {
        let (log, wake) = (Arc::clone(&self.log), self.wake.clone());
        let mut told = 0;
        connection.wal_hook(Some(move |_: &mut _, pages| {
            let pages = u32::try_from(pages).unwrap_or(0);
            log.pages.store(pages, Ordering::Relaxed);
            log.commits.fetch_add(1, Ordering::Relaxed);
            told = told.min(pages);
            let piece = pages - told >= PIECE;
            if piece {
                told = pages;
            }
            if piece || log.resting.swap(false, Ordering::AcqRel) {
                // One that is waiting already is enough.
                let _ = wake.try_send(());
            }
            Ok(())
        }))
    }

    /// Lets the log begin anew where it grew too long.
    pub(crate) fn bound(&self, connection: &Connection) {
        if self.log.pages.load(Ordering::Relaxed) < MOST {
            return;
        }
        if checkpoint_after_readers(connection, &self.log, "restart") {
            self.log.pages.store(0, Ordering::Relaxed);
        }
    }
}

/// The thread that checkpoints. It ends when the writer's end is gone.
pub(crate) struct Checkpointer(Option<JoinHandle<()>>);

impl Checkpointer {
    pub(crate) fn start(connection: Connection) -> Result<(Self, Growth, Arc<Log>), OpenError> {
        let (wake, woken) = sync_channel(1);
        let log = Arc::new(Log { resting: AtomicBool::new(true), ..Log::default() });
        let (growth, watched) = (Growth { log: Arc::clone(&log), wake }, Arc::clone(&log));
        let thread = std::thread::Builder::new().name("store-checkpoint".to_owned());
        let thread = thread.spawn(move || run(&connection, &log, &woken))?;
        Ok((Self(Some(thread)), growth, watched))
    }
}

impl Drop for Checkpointer {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            let _ = thread.join();
        }
    }
}

fn run(connection: &Connection, log: &Log, woken: &Receiver<()>) {
    while woken.recv().is_ok() {
        let mut seen = log.commits.load(Ordering::Relaxed);
        loop {
            if log.pages.load(Ordering::Relaxed) >= PIECE {
                checkpoint(connection, "passive");
            }
            match woken.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {
                    let commits = log.commits.load(Ordering::Relaxed);
                    let is_quiet = std::mem::replace(&mut seen, commits) == commits;
                    if is_quiet && empty(connection, log) {
                        break;
                    }
                }
            }
        }
    }
}

/// Empties the log, if nobody reads a moment that is kept.
fn empty(connection: &Connection, log: &Log) -> bool {
    // Asked for before the log is emptied, so that no commit in between goes unnoticed.
    log.resting.store(true, Ordering::Release);
    checkpoint_after_readers(connection, log, "truncate")
}

/// A checkpoint that waits for readers, and makes those who write wait with it: only where no reader takes long. Says whether it ran.
fn checkpoint_after_readers(connection: &Connection, log: &Log, mode: &str) -> bool {
    let snapshots = log.snapshots.lock().unwrap_or_else(PoisonError::into_inner);
    if *snapshots > 0 {
        return false;
    }
    checkpoint(connection, mode);
    true
}

fn checkpoint(connection: &Connection, mode: &str) {
    let answer = connection.query_row(&format!("pragma wal_checkpoint({mode})"), (), |row| {
        Ok((row.get::<_, bool>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    });
    match answer {
        Ok((busy, pages, folded)) => tracing::debug!(mode, busy, pages, folded, "checkpoint"),
        // The log keeps everything meanwhile; the next checkpoint tries again.
        Err(error) => tracing::warn!(mode, %error, "a checkpoint failed"),
    }
}
