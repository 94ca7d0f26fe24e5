//! Moving a store out of the way of another one.

use std::fs::{DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

use crate::directory::Directory;
use crate::{DATABASE, OpenError, Options, open};

/// Moves the store of `directory` into a directory that is made for it, from which it can be opened. Killed half-way, it leaves the store in
/// the one place or in the other.
///
/// # Errors
/// As of [`SqliteStore::open`](crate::SqliteStore::open); or if `to` is there, or is on another file system.
pub fn move_aside(directory: &Path, to: &Path) -> Result<(), OpenError> {
    let owned = Directory::own(directory)?;
    let database = owned.database();
    // A log that stayed behind would be taken for the next store's: so it is folded in, and goes with the last connection.
    let connection = open::writer(&database, &Options::default())?;
    connection.query_row("pragma wal_checkpoint(truncate)", (), |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error)?;
    let mut log = database.clone().into_os_string();
    log.push("-wal");
    match std::fs::metadata(&log) {
        Ok(found) if found.len() > 0 => {
            return Err(io::Error::other("the write-ahead log cannot be folded into the store").into());
        }
        Ok(_) => std::fs::remove_file(&log)?,
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error.into()),
    }
    DirBuilder::new().mode(0o700).create(to)?;
    std::fs::rename(&database, to.join(DATABASE))?;
    File::open(to)?.sync_all()?;
    owned.sync()?;
    Ok(())
}
