use std::error::Error;
use std::sync::Arc;

use crate::{EventPosition, Key, limits};

/// Why a batch was not stored, or may not have been.
#[derive(Clone, Debug, thiserror::Error)]
pub enum CommitError {
    /// A document is not as the batch expected it. Nothing was written; read again and decide again.
    #[error("{key} has moved")]
    Conflict {
        /// One of the documents that moved.
        key: Key,
    },
    /// A counter would leave its bounds. Nothing was written.
    #[error("{key} would leave its bounds")]
    OverLimit {
        /// One of the counters that would.
        key: Key,
    },
    /// The batch may have been stored or not; only reading can tell.
    #[error("it is unknown whether the batch was stored")]
    Unknown,
    /// Nothing was written.
    #[error(transparent)]
    Failed(#[from] StoreError),
}

impl From<Invalid> for CommitError {
    fn from(invalid: Invalid) -> Self {
        Self::Failed(invalid.into())
    }
}

/// Why the store could not do its work.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The call itself is wrong, and will be each time.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// A bounded add met a document that is no counter.
    #[error("{key} is not a counter")]
    NotACounter {
        /// The document.
        key: Key,
    },
    /// An event of that account, time and id is there already.
    #[error("event {position:?} of account {account:012} exists already")]
    EventExists {
        /// The account.
        account: u64,
        /// The event.
        position: EventPosition,
    },
    /// The store was shut down.
    #[error("the store is closed")]
    Closed,
    /// The engine failed: a full disk, a lost connection.
    #[error("the storage engine failed: {0}")]
    Engine(#[source] Arc<dyn Error + Send + Sync>),
}

impl StoreError {
    /// An error of the engine itself.
    #[must_use]
    pub fn engine(cause: impl Error + Send + Sync + 'static) -> Self {
        Self::Engine(Arc::new(cause))
    }
}

/// A call that no engine accepts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// See [`limits::KEY_BYTES`].
    #[error("a key has {bytes} bytes, more than {}", limits::KEY_BYTES)]
    KeyTooLong {
        /// Its length.
        bytes: usize,
    },
    /// Keys are not empty and hold no NUL.
    #[error("a key is empty or holds a NUL")]
    KeyUnusable,
    /// See [`limits::ACCOUNT`].
    #[error("{account} has more than twelve digits")]
    NotAnAccount {
        /// The number.
        account: u64,
    },
    /// See [`limits::MICROS`].
    #[error("the time {micros} is too late")]
    TimeTooLate {
        /// Microseconds since 1970.
        micros: u64,
    },
    /// See [`limits::BODY_BYTES`].
    #[error("a body has {bytes} bytes, more than {}", limits::BODY_BYTES)]
    BodyTooLarge {
        /// Its length.
        bytes: usize,
    },
    /// See [`limits::BATCH_PARTS`].
    #[error("a batch has {parts} parts, more than {}", limits::BATCH_PARTS)]
    TooManyParts {
        /// How many.
        parts: usize,
    },
    /// See [`limits::BATCH_BYTES`].
    #[error("the bodies of a batch have {bytes} bytes, more than {}", limits::BATCH_BYTES)]
    BatchTooLarge {
        /// Their length.
        bytes: usize,
    },
    /// A batch writes each document at most once, be it by put, delete or add.
    #[error("a batch writes {key} twice")]
    WrittenTwice {
        /// The document.
        key: Key,
    },
    /// A batch touches one account, and the global partition.
    #[error("a batch touches accounts {0:012} and {1:012}")]
    TwoAccounts(u64, u64),
    /// See [`limits::KEYS`].
    #[error("{keys} keys were asked for at once, more than {}", limits::KEYS)]
    TooManyKeys {
        /// How many.
        keys: usize,
    },
    /// See [`limits::PAGE`].
    #[error("a page of {limit} was asked for, more than {}", limits::PAGE)]
    PageTooLong {
        /// How long.
        limit: usize,
    },
}
