//! The store engine for more than one machine: PostgreSQL.
//!
//! Any number of nodes share a database. Each commit is one transaction in one round trip: a statement for each document in the
//! order of the keys, and the events. A statement that does not find what it expects raises an error, which fails all of them.
//! Mostly they go as one statement; where that does not fit or was refused they go one by one, `BEGIN`, statements and `COMMIT` sent
//! together, and the place of the error names the document.
//!
//! ```text
//! commit ──> plan ──> a session's connection: one statement, or BEGIN, statements, COMMIT ──> judged answers
//!                         └─ no answer ──> another session: a row under the commit's key ──> it happened, or never will
//! get    ──> a session's connection, one statement for each partition
//! ```
//!
//! # What is where
//!
//! `address` reads the URL, `session` is a connection, `pool` hands them out; `schema` makes the tables, `statements` has every
//! statement; `plan` makes a batch into statements, `commit` carries it out, `resolve` finds out what became of it where no answer
//! came. `bounds` says how long anything may take.

mod address;
mod bounds;
mod commit;
mod durable;
mod engine;
mod error;
mod expire;
mod export;
mod figures;
mod options;
mod plan;
mod pool;
mod read;
mod resolve;
mod schema;
mod session;
mod statements;
mod statistics;
#[cfg(feature = "testing")]
pub mod testing;
mod tls;
mod value;

use std::sync::Arc;

use store::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Figure, Key,
    ScanRange, Store, StoreError, Versioned, limits,
};

pub use crate::options::{OpenError, Options};
pub use crate::statistics::Statistics;

use crate::engine::Engine;
use crate::pool::Pool;
use crate::statements::Sql;

/// A store in a PostgreSQL database.
pub struct PostgresStore {
    engine: Arc<Engine>,
    /// Behind the engine: it is let go when the store is. A purge that is under way and whoever reads everything keep connections of
    /// their own for a while longer.
    _held: Option<Box<dyn Send + Sync>>,
}

impl PostgresStore {
    /// Opens the store, and makes its tables in an empty database. Any number of nodes may do so at once.
    ///
    /// # Errors
    /// The database cannot be reached, would lose what it acknowledges, or holds something else or something newer.
    pub async fn open(options: &Options) -> Result<Self, OpenError> {
        let pool = Pool::new(options)?;
        let mut session = pool.bare().await?;
        schema::prepare(&mut session).await?;
        // A distributed database plans the parts of one statement each for itself, and may have to say them to several shards.
        let is_distributed = session.has_extension("citus").await;
        let is_distributed =
            is_distributed.map_err(|error| OpenError::Unreachable(crate::error::words(&error)))?;
        drop(session);
        let store = Self { engine: Arc::new(Engine::new(pool, !is_distributed)), _held: None };
        // Whether every statement is understood there shows now, not at the first commit.
        store.clock().await.map_err(|error| OpenError::Unreachable(error.to_string()))?;
        Ok(store)
    }

    /// Keeps something until the store is dropped, in place of what it kept before: a lock on what belongs to whoever opened it. It is no
    /// lock on the database: what others began of it, a reading of everything say, may go on.
    #[must_use]
    pub fn holding(self, held: impl Send + Sync + 'static) -> Self {
        Self { _held: Some(Box::new(held)), ..self }
    }

    /// What the engine did and is doing.
    #[must_use]
    pub fn statistics(&self) -> Statistics {
        self.engine.pool.statistics()
    }

    /// Now and then, and after the answer: nobody waits for it.
    fn purge(&self, account: u64) {
        let engine = Arc::clone(&self.engine);
        tokio::spawn(async move {
            if let Err(error) = expire::purge(&engine, account, 1).await {
                tracing::debug!("what is deleted was not purged: {error}");
            }
        });
    }
}

impl Store for PostgresStore {
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        Box::pin(async move {
            limits::check_keys(keys.len())?;
            keys.iter().try_for_each(Key::check)?;
            read::documents(&self.engine, keys).await
        })
    }

    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            range.partition.check()?;
            read::scan(&self.engine, range, direction, limit).await
        })
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        Box::pin(async move {
            batch.check()?;
            let done = commit::commit(&self.engine, &batch).await?;
            if let (true, Some(account)) = (done.told_time, plan::account(&batch)) {
                self.purge(account);
            }
            Ok(done.committed)
        })
    }

    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            limits::check_account(account)?;
            read::events(&self.engine, account, &range, direction, limit).await
        })
    }

    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Box::pin(async move {
            limits::check_page(at_most)?;
            limits::check_account(account)?;
            expire::expire(&self.engine, account, limit, at_most).await
        })
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Box::pin(async move {
            limits::check_page(limit)?;
            read::accounts(&self.engine, after, limit).await
        })
    }

    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async move { read::number(&self.engine, Sql::LastCommit).await })
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Box::pin(async move { read::number(&self.engine, Sql::Clock).await })
    }

    fn figures(&self) -> Vec<Figure> {
        figures::of(&self.statistics())
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        Box::pin(async move {
            let export: Box<dyn Export> = Box::new(export::begin(&self.engine.pool).await?);
            Ok(export)
        })
    }
}
