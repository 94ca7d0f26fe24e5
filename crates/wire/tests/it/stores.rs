//! A store that fails when it is told to, and lets something else happen in the middle of a request.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use model::Timestamp;
use store::testing::Layer;
use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Key, ScanRange, Store, StoreError, Versioned,
};
use store_sqlite::SqliteStore;

/// How the store is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mood {
    /// It does what it promises.
    Well,
    /// It reads, and stores nothing: a full disk.
    Full,
    /// It neither reads nor stores.
    Gone,
    /// It stores nothing because others always were faster.
    Contended,
    /// It stores, and loses the answer.
    Forgetful,
}

/// A store in a mood.
pub struct MoodyStore {
    inner: SqliteStore,
    mood: Mutex<Mood>,
    commits: AtomicUsize,
    crowd: AtomicUsize,
    clock: Mutex<Option<u64>>,
    interruption: Mutex<Option<Interruption>>,
}

struct Interruption {
    before: Moment,
    future: BoxFuture<'static, ()>,
}

/// When something else happens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Before a document whose key begins so is read from the store.
    Read(&'static str),
    /// Before a batch is stored that writes a document whose key begins so.
    Write(&'static str),
}

impl MoodyStore {
    pub fn new() -> Arc<Self> {
        Arc::new(Self {
            inner: SqliteStore::in_memory().unwrap(),
            mood: Mutex::new(Mood::Well),
            commits: AtomicUsize::new(0),
            crowd: AtomicUsize::new(0),
            clock: Mutex::new(None),
            interruption: Mutex::new(None),
        })
    }

    pub fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// It says that there are so many accounts more, numbered from 1 on, of which it has nothing else.
    pub fn crowd(&self, accounts: usize) {
        self.crowd.store(accounts, Ordering::SeqCst);
    }

    /// It has a clock of its own, which shows this.
    pub fn show_time(&self, at: Timestamp) {
        *self.clock.lock().unwrap() = Some(at.micros());
    }

    /// How many batches were handed over.
    pub fn commits(&self) -> usize {
        self.commits.load(Ordering::SeqCst)
    }

    /// Once, at that moment, something else happens.
    pub fn interrupt(&self, before: Moment, future: impl Future<Output = ()> + Send + 'static) {
        *self.interruption.lock().unwrap() = Some(Interruption { before, future: Box::pin(future) });
    }

    /// Whether what was to happen has happened.
    pub fn was_interrupted(&self) -> bool {
        self.interruption.lock().unwrap().is_none()
    }

    async fn pause(&self, is_now: impl Fn(&Moment) -> bool) {
        let due = {
            let mut interruption = self.interruption.lock().unwrap();
            interruption.take_if(|interruption| is_now(&interruption.before))
        };
        if let Some(due) = due {
            due.future.await;
        }
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap()
    }

    fn readable(&self) -> Result<(), StoreError> {
        match self.mood() {
            Mood::Gone => Err(StoreError::engine(std::io::Error::other("the disk is gone"))),
            _ => Ok(()),
        }
    }
}

impl Layer for MoodyStore {
    fn below(&self) -> &dyn Store {
        &self.inner
    }

    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        Box::pin(async {
            let is_now = |moment: &Moment| match moment {
                Moment::Read(prefix) => keys.iter().any(|key| key.path.starts_with(prefix)),
                Moment::Write(_) => false,
            };
            self.pause(is_now).await;
            self.readable()?;
            self.inner.get(keys).await
        })
    }

    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        Box::pin(async move {
            self.readable()?;
            self.inner.scan(range, direction, limit).await
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        self.commits.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move {
            let written: Vec<_> = batch.puts.iter().map(|(key, _)| key).chain(&batch.deletes).collect();
            let is_now = |moment: &Moment| match moment {
                Moment::Write(prefix) => written.iter().any(|key| key.path.starts_with(prefix)),
                Moment::Read(_) => false,
            };
            self.pause(is_now).await;
            match (self.mood(), batch.expects.first()) {
                (Mood::Full | Mood::Gone, _) => {
                    Err(StoreError::engine(std::io::Error::other("no space left on the disk")).into())
                }
                (Mood::Contended, Some((key, _))) => Err(CommitError::Conflict { key: key.clone() }),
                (Mood::Forgetful, _) => {
                    self.inner.commit(batch).await?;
                    Err(CommitError::Unknown)
                }
                _ => self.inner.commit(batch).await,
            }
        })
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        let crowd = u64::try_from(self.crowd.load(Ordering::SeqCst)).unwrap();
        Box::pin(async move {
            let mut page: Vec<u64> = (after.unwrap_or(0) + 1..=crowd).take(limit).collect();
            let after = after.filter(|after| *after > crowd);
            page.extend(self.inner.accounts(after, limit - page.len()).await?);
            Ok(page)
        })
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async {
            self.readable()?;
            Ok(*self.clock.lock().unwrap())
        })
    }
}
