//! Who owns a data directory whose documents are elsewhere (rule R15). SQLite's engine locks its own.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;

use super::directory::DataDirectory;
use super::open::Trouble;
use crate::failure::Failure;

/// The kernel's lock on a file: it vanishes with the process, however that ends.
#[derive(Debug)]
pub struct Lock(File);

impl Lock {
    /// Owns the directory, also against a server that keeps its documents in it.
    ///
    /// # Errors
    /// If another process owns it, or the file cannot be made.
    pub fn own(directory: &DataDirectory) -> Result<Self, Trouble> {
        let path = directory.file(store_sqlite::LOCK);
        let unusable = |error| Failure::of(format!("cannot lock {}", path.display()), error);
        let file = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(&path);
        let file = file.map_err(unusable)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(TryLockError::WouldBlock) => Err(Trouble::Owned),
            Err(TryLockError::Error(error)) => Err(unusable(error).into()),
        }
    }
}

impl Drop for Lock {
    /// Closing the file is not enough: a process that is just being started may hold a copy of it for a moment.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
