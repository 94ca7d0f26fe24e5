//! A store whose process is killed after so many commits, as it looks from inside: none of them is answered any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use store::testing::Layer;
use store::{Batch, BoxFuture, CommitError, Committed, Store, StoreError};
use store_sqlite::SqliteStore;

pub(super) struct Failing {
    inner: Arc<SqliteStore>,
    left: AtomicUsize,
}

impl Failing {
    pub(super) const fn after(commits: usize, inner: Arc<SqliteStore>) -> Self {
        Self { inner, left: AtomicUsize::new(commits) }
    }
}

impl Layer for Failing {
    fn below(&self) -> &dyn Store {
        self.inner.as_ref()
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        let may = self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        match may {
            Ok(_) => self.inner.commit(batch),
            Err(_) => Box::pin(async { Err(StoreError::Closed.into()) }),
        }
    }
}
