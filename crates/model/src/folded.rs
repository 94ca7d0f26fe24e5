//! Names as keys hold them: IAM looks names up without regard to case.

use std::fmt;

/// A name with its ASCII letters in lower case, as it stands in a key. IAM's names are ASCII, so nothing else folds.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Folded(String);

impl Folded {
    /// Folds a name.
    pub fn of(name: &str) -> Self {
        Self(name.to_ascii_lowercase())
    }

    /// The folded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Folded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}
