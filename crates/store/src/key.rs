use std::fmt;
use std::sync::Arc;

use crate::Invalid;
use crate::limits;

/// Where a key lives: with an account, or among the names that are global (root e-mail, account alias, hardware
/// serial).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Partition {
    /// Sorts before every account.
    Global,
    /// An account number, at most twelve digits.
    Account(u64),
}

impl Partition {
    /// The number an engine stores: the account's own, and -1 for the global partition.
    #[must_use]
    pub const fn number(self) -> i64 {
        match self {
            Self::Global => -1,
            // Twelve digits fit; engines call `check` first, which refuses more.
            Self::Account(account) => account.cast_signed(),
        }
    }

    /// The partition that an engine stored as this [`number`](Self::number).
    #[must_use]
    pub const fn of_number(number: i64) -> Self {
        if number < 0 { Self::Global } else { Self::Account(number.cast_unsigned()) }
    }

    /// Whether every engine can hold this partition.
    ///
    /// # Errors
    /// The account number has more than twelve digits.
    pub const fn check(self) -> Result<(), Invalid> {
        match self {
            Self::Global => Ok(()),
            Self::Account(account) => limits::check_account(account),
        }
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Global => f.write_str("global"),
            Self::Account(account) => write!(f, "{account:012}"),
        }
    }
}

/// The name of a document: an ordered text key inside a partition.
///
/// Each part ends in `/`, so that no name is the beginning of another: the key of user alice is `user/alice/`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key {
    /// Where the key lives.
    pub partition: Partition,
    /// The key itself; ordered by its bytes.
    pub path: Arc<str>,
}

impl Key {
    /// A key in a partition.
    #[must_use]
    pub fn new(partition: Partition, path: impl Into<Arc<str>>) -> Self {
        Self { partition, path: path.into() }
    }

    /// A key of an account.
    #[must_use]
    pub fn account(account: u64, path: impl Into<Arc<str>>) -> Self {
        Self::new(Partition::Account(account), path)
    }

    /// A key in the global partition.
    #[must_use]
    pub fn global(path: impl Into<Arc<str>>) -> Self {
        Self::new(Partition::Global, path)
    }

    /// Whether every engine can hold this key.
    ///
    /// # Errors
    /// The key is empty, too long or holds a NUL, or the account number has more than twelve digits.
    pub fn check(&self) -> Result<(), Invalid> {
        self.partition.check()?;
        if self.path.len() > limits::KEY_BYTES {
            return Err(Invalid::KeyTooLong { bytes: self.path.len() });
        }
        // PostgreSQL's text cannot hold a NUL.
        if self.path.is_empty() || self.path.as_bytes().contains(&0) {
            return Err(Invalid::KeyUnusable);
        }
        Ok(())
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.partition, self.path)
    }
}
