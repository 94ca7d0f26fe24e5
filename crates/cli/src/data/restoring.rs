//! That a restore has begun, where the store cannot say so yet: between the moment at which the directory has no store, or none any more,
//! and the first commit into the new one. A server that started then would make an empty store, and a first account.

use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::directory::DataDirectory;
use crate::failure::Failure;

/// The name of the file that says so.
const RESTORING: &str = "restoring";

/// A restore that has begun.
pub struct Restoring {
    path: PathBuf,
    /// Whether it was begun by this process, and not by one that was killed or runs beside it.
    is_ours: bool,
}

impl Restoring {
    /// Says that it has begun.
    ///
    /// # Errors
    /// If that cannot be written.
    pub fn begin(directory: &DataDirectory) -> Result<Self, Failure> {
        let path = directory.file(RESTORING);
        let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
        let is_ours = match made.and_then(|file| file.sync_all()).and_then(|()| sync(directory.path())) {
            Ok(()) => true,
            Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
            Err(error) => return Err(Failure::of(format!("cannot write {}", path.display()), error)),
        };
        Ok(Self { path, is_ours })
    }

    /// It did not begin after all: nothing was changed.
    pub fn withdraw(self) {
        if self.is_ours {
            let _ = std::fs::remove_file(&self.path);
        }
    }

    /// The store says it from now on.
    ///
    /// # Errors
    /// If the file cannot be removed.
    pub fn leave_to_the_store(self) -> Result<(), Failure> {
        match std::fs::remove_file(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                Err(Failure::of(format!("cannot remove {}", self.path.display()), error))
            }
            _ => Ok(()),
        }
    }
}

/// Refuses a directory in which a restore has begun.
///
/// # Errors
/// That it has.
pub fn check(directory: &DataDirectory) -> Result<(), Failure> {
    let path = directory.file(RESTORING);
    if !path.exists() {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "a restore into {} was interrupted, or runs: run `bartizan restore` again, with the same backup. If it is not wanted any more, put \
         the store back that it moved aside, if it did, and remove {}",
        directory.path().display(),
        path.display()
    )))
}

fn sync(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}
