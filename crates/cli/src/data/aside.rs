//! Where a store goes that makes way for a restored one.

use std::path::PathBuf;

use model::Timestamp;

use super::directory::DataDirectory;
use crate::failure::{Failure, with_causes};

/// How the names of such directories begin.
const PREFIX: &str = "before-restore-";

/// Moves the store of a directory aside, into a directory in it.
///
/// # Errors
/// If that cannot be done, or another process owns the store.
pub fn move_aside(directory: &DataDirectory, now: Timestamp) -> Result<PathBuf, Failure> {
    let to = directory.file(&format!("{PREFIX}{}", now.basic()));
    match store_sqlite::move_aside(directory.path(), &to) {
        Ok(()) => Ok(to),
        Err(error) => {
            let shown = directory.path().display();
            Err(Failure::of(format!("cannot move the store in {shown} aside"), with_causes(&error)))
        }
    }
}

/// The store that was moved aside last, if one was: also by a restore that was killed afterwards.
pub fn moved_aside(directory: &DataDirectory) -> Option<PathBuf> {
    let entries = directory.path().read_dir().ok()?;
    let is_one = |name: &std::ffi::OsStr| name.as_encoded_bytes().starts_with(PREFIX.as_bytes());
    // Their names are times, so the last in order is the last in time.
    entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(is_one))
        .max()
}
