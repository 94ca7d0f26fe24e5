use std::fmt;

use bytes::Bytes;

/// Which state of a document was read.
///
/// It grows with every write of the document, by one; a document that is created anew starts later than any
/// revision its key ever had (at the microseconds of its creation).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Revision(u64);

impl Revision {
    /// The number as a plain integer, for storing.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl From<u64> for Revision {
    fn from(number: u64) -> Self {
        Self(number)
    }
}

impl From<Revision> for u64 {
    fn from(revision: Revision) -> Self {
        revision.0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A document as it was read.
#[derive(Clone, PartialEq, Eq)]
pub struct Versioned {
    /// What to expect when writing it back.
    pub revision: Revision,
    /// The document.
    pub body: Bytes,
}

impl fmt::Debug for Versioned {
    // A body may hold password hashes and sealed seeds: it never reaches a log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Versioned({}, {} bytes)", self.revision, self.body.len())
    }
}

/// What must be true of a key for a batch to be stored.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Expected {
    /// There is no document.
    Absent,
    /// The document has not moved since it was read.
    At(Revision),
}

impl From<&Option<Versioned>> for Expected {
    /// Expects what was read.
    fn from(read: &Option<Versioned>) -> Self {
        read.as_ref().map_or(Self::Absent, |document| Self::At(document.revision))
    }
}
