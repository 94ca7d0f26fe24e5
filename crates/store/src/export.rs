use crate::{BoxFuture, Event, Key, StoreError, Versioned, limits};

/// A reading of everything in a store, as it was at one moment: what [`Store::export`](crate::Store::export) begins.
///
/// Documents come first, ordered by partition (the global one before all accounts) and path; then events, ordered by account, time and
/// id. Each comes once. Dropping it gives the reading up, at any point.
pub trait Export: Send {
    /// The next piece; nothing after the last one. After an error nothing more is to be had.
    ///
    /// # Errors
    /// The engine failed, or the reading took so long that it was given up for the sake of those who write.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Exported>, StoreError>>;

    /// About how many documents and events there are, for whoever waits; nothing if the engine cannot tell at no cost.
    fn about(&self) -> Option<u64> {
        None
    }
}

/// A piece of an export: never empty, no more than [`limits::PAGE`] of either, and no more than [`limits::EXPORT_BYTES`] of bodies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Exported {
    /// Documents.
    Documents(Vec<(Key, Versioned)>),
    /// Events.
    Events(Vec<Event>),
}

impl Exported {
    /// How many documents or events.
    #[must_use]
    pub const fn len(&self) -> usize {
        match self {
            Self::Documents(documents) => documents.len(),
            Self::Events(events) => events.len(),
        }
    }

    /// Whether it holds nothing. An engine makes no such piece.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes of all bodies.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match self {
            Self::Documents(documents) => documents.iter().map(|(_, document)| document.body.len()).sum(),
            Self::Events(events) => events.iter().map(|event| event.body.len()).sum(),
        }
    }
}

/// Puts documents, or events, together to pieces within the limits: for engines.
#[derive(Debug)]
pub struct Pieces<T> {
    items: Vec<T>,
    bytes: usize,
}

impl<T> Default for Pieces<T> {
    fn default() -> Self {
        Self { items: Vec::new(), bytes: 0 }
    }
}

impl<T> Pieces<T> {
    /// Adds one, with a body of so many bytes, and gives the piece before it if that is full.
    pub fn add(&mut self, item: T, body_bytes: usize) -> Option<Vec<T>> {
        let is_full = self.items.len() >= limits::PAGE
            || (!self.items.is_empty() && self.bytes + body_bytes > limits::EXPORT_BYTES);
        let full = is_full.then(|| self.take());
        self.items.push(item);
        self.bytes += body_bytes;
        full
    }

    /// What is left at the end, if anything is.
    pub fn rest(&mut self) -> Option<Vec<T>> {
        (!self.items.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> Vec<T> {
        self.bytes = 0;
        std::mem::take(&mut self.items)
    }
}
