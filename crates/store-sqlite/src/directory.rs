use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::OpenError;

/// The name of the database file in its directory.
pub const DATABASE: &str = "bartizan.db";
/// The name of the lock file beside it.
pub const LOCK: &str = "bartizan.lock";

/// A directory that this process alone uses.
///
/// The lock is the kernel's, on an open file: it vanishes with the process, however that ends, so there are no stale
/// locks. The lock file stays; removing it would let two processes each lock a file of that name.
pub(crate) struct Directory {
    path: PathBuf,
    _lock: Lock,
    // Removed after the lock is given up.
    _temporary: Option<TempDir>,
}

struct Lock(File);

impl Drop for Lock {
    /// Closing the file is not enough: a process that is just being started may hold a copy of it for a moment.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

impl Directory {
    pub(crate) fn own(path: &Path) -> Result<Self, OpenError> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let path = path.canonicalize()?;
        let lock = private_file(&path.join(LOCK))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(OpenError::Owned { directory: path }),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        // SQLite would create it for everybody to read; its log inherits the mode from here.
        private_file(&path.join(DATABASE))?;
        Ok(Self { path, _lock: Lock(lock), _temporary: None })
    }

    pub(crate) fn temporary() -> Result<Self, OpenError> {
        let temporary = tempfile::Builder::new().prefix("bartizan-").tempdir()?;
        let owned = Self::own(temporary.path())?;
        Ok(Self { _temporary: Some(temporary), ..owned })
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.path.join(DATABASE)
    }

    /// Files are only there for certain once their directory is synced, and it once its own is.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.path.ancestors().take(2).try_for_each(|directory| File::open(directory)?.sync_all())
    }
}

fn private_file(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_temporary_directory_goes_away() {
        let directory = Directory::temporary().unwrap();
        let path = directory.path.clone();
        assert!(path.join(LOCK).exists());
        drop(directory);
        assert!(!path.exists());
    }
}
