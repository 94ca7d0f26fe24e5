//! For tests of whoever uses a store: stores that are like another one but for what a test is about.

use crate::{
    Batch, BoxFuture, CommitError, Committed, Direction, Event, EventLimit, EventRange, Export, Figure, Key,
    ScanRange, Store, StoreError, Versioned,
};

/// A store over another one. What it does not do itself, that one does: see [`Store`] for what each method means.
///
/// Whoever implements it needs [`Store`] in scope too for calls of the store below. Where both are, calls of the layer itself are
/// ambiguous: leave this one out there.
pub trait Layer: Send + Sync {
    /// The store below.
    fn below(&self) -> &dyn Store;

    /// In place of [`Store::get`].
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        self.below().get(keys)
    }

    /// In place of [`Store::scan`].
    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        self.below().scan(range, direction, limit)
    }

    /// In place of [`Store::commit`].
    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        self.below().commit(batch)
    }

    /// In place of [`Store::events`].
    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        self.below().events(account, range, direction, limit)
    }

    /// In place of [`Store::expire`].
    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        self.below().expire(account, limit, at_most)
    }

    /// In place of [`Store::accounts`].
    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        self.below().accounts(after, limit)
    }

    /// In place of [`Store::last_commit`].
    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.below().last_commit()
    }

    /// In place of [`Store::clock`].
    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        self.below().clock()
    }

    /// In place of [`Store::export`].
    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        self.below().export()
    }

    /// In place of [`Store::figures`].
    fn figures(&self) -> Vec<Figure> {
        self.below().figures()
    }
}

impl<L: Layer> Store for L {
    fn get<'a>(&'a self, keys: &'a [Key]) -> BoxFuture<'a, Result<Vec<Option<Versioned>>, StoreError>> {
        Layer::get(self, keys)
    }

    fn scan<'a>(
        &'a self,
        range: &'a ScanRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<(Key, Versioned)>, StoreError>> {
        Layer::scan(self, range, direction, limit)
    }

    fn commit(&self, batch: Batch) -> BoxFuture<'_, Result<Committed, CommitError>> {
        Layer::commit(self, batch)
    }

    fn events<'a>(
        &'a self,
        account: u64,
        range: EventRange,
        direction: Direction,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<Event>, StoreError>> {
        Layer::events(self, account, range, direction, limit)
    }

    fn expire(
        &self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> BoxFuture<'_, Result<usize, StoreError>> {
        Layer::expire(self, account, limit, at_most)
    }

    fn accounts(&self, after: Option<u64>, limit: usize) -> BoxFuture<'_, Result<Vec<u64>, StoreError>> {
        Layer::accounts(self, after, limit)
    }

    fn last_commit(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Layer::last_commit(self)
    }

    fn clock(&self) -> BoxFuture<'_, Result<Option<u64>, StoreError>> {
        Layer::clock(self)
    }

    fn export(&self) -> BoxFuture<'_, Result<Box<dyn Export>, StoreError>> {
        Layer::export(self)
    }

    fn figures(&self) -> Vec<Figure> {
        Layer::figures(self)
    }
}
