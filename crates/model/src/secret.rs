//! Values that must never be shown by accident.

use std::fmt;

use zeroize::{Zeroize, Zeroizing};

/// A secret: it has no `Display`, its `Debug` shows nothing, and its memory is wiped when it is dropped.
/// It opens at one call, [`Secret::expose`], which is easy to search for.
#[derive(Clone, Default)]
pub struct Secret<T: Zeroize>(Zeroizing<T>);

impl<T: Zeroize> Secret<T> {
    /// Hides a value.
    pub fn new(value: T) -> Self {
        Self(Zeroizing::new(value))
    }

    /// The value itself. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
