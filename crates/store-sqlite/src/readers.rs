use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError, mpsc};
use std::thread::JoinHandle;

use rusqlite::Connection;
use store::StoreError;
use tokio::sync::oneshot;

use crate::{OpenError, Options, open};

/// What is read on the caller's thread, in documents or events. A read takes some 5 µs, and another for each document
/// more; handing it to another thread takes some 10 and a turn in its queue. Below this, going elsewhere costs
/// more than it frees, and even documents that must come from a disk keep the caller's thread for a few
/// milliseconds at most.
const SHORT: usize = 32;
/// Threads for longer reads; each holds no more than one page at a time.
const ASIDE: usize = 2;

type Task = Box<dyn FnOnce(&Connection) + Send>;

/// The connections that read. They see every commit that was answered before they are asked.
pub(crate) struct Readers {
    pool: Box<[Mutex<Connection>]>,
    next: AtomicUsize,
    tasks: Option<mpsc::Sender<Task>>,
    threads: Vec<JoinHandle<()>>,
}

impl Readers {
    pub(crate) fn start(database: &Path, options: &Options) -> Result<Self, OpenError> {
        let connections =
            (0..options.readers.max(1)).map(|_| open::reader(database, options).map(Mutex::new));
        let pool = connections.collect::<Result<_, _>>()?;
        let (tasks, queue) = mpsc::channel::<Task>();
        let queue = Arc::new(Mutex::new(queue));
        let mut readers = Self { pool, next: AtomicUsize::new(0), tasks: Some(tasks), threads: Vec::new() };
        for _ in 0..ASIDE {
            let (connection, queue) = (open::reader(database, options)?, Arc::clone(&queue));
            let thread = std::thread::Builder::new().name("store-reader".to_owned());
            readers.threads.push(thread.spawn(move || read_aside(&connection, &queue))?);
        }
        Ok(readers)
    }

    /// Whether a read of so many documents is better done [`here`](Self::here) than [`aside`](Self::aside).
    pub(crate) const fn is_short(documents: usize) -> bool {
        documents <= SHORT
    }

    /// Reads on this thread.
    pub(crate) fn here<T>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        read(&self.connection()).map_err(StoreError::engine)
    }

    /// Reads on a thread for long reads.
    pub(crate) async fn aside<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = oneshot::channel();
        let task: Task = Box::new(move |connection| {
            // Nobody waits for what was given up while it queued.
            if !answer.is_closed() {
                let _ = answer.send(read(connection).map_err(StoreError::engine));
            }
        });
        let Some(tasks) = &self.tasks else { return Err(StoreError::Closed) };
        tasks.send(task).map_err(|_| StoreError::Closed)?;
        answered.await.unwrap_or(Err(StoreError::Closed))
    }

    /// A free connection; with as many as there are threads that call, one is.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        let first = self.next.fetch_add(1, Ordering::Relaxed);
        let place = |turn: usize| &self.pool[first.wrapping_add(turn) % self.pool.len()];
        for turn in 0..self.pool.len() {
            match place(turn).try_lock() {
                Ok(free) => return free,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        place(0).lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.tasks = None;
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}

fn read_aside(connection: &Connection, queue: &Mutex<mpsc::Receiver<Task>>) {
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        match next {
            Ok(task) => task(connection),
            Err(mpsc::RecvError) => return,
        }
    }
}
