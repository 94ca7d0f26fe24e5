use std::io;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, ErrorCode, OpenFlags};

use crate::schema;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Options {
    /// Connections for reads on the callers' threads: as many as threads that call.
    pub readers: usize,
    /// Memory for pages that the writer keeps at hand, in KiB. A reader takes an eighth of it.
    pub cache_kib: u32,
    /// Whether a commit waits for the disk. Without it a power cut may take the last commits.
    pub durable: bool,
    /// The most pages of 4 KiB that the file may take: a full disk, for tests.
    #[doc(hidden)]
    pub max_pages: Option<u32>,
}

impl Default for Options {
    fn default() -> Self {
        let threads = std::thread::available_parallelism().map_or(2, usize::from);
        Self { readers: threads.clamp(2, 16), cache_kib: 8 * 1024, durable: true, max_pages: None }
    }
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The directory is in use.
    #[error("another bartizan process owns {}", directory.display())]
    Owned {
        /// The directory.
        directory: PathBuf,
    },
    /// The file is a database of some other program, or none.
    #[error("{} is not a bartizan store", file.display())]
    NotOurs {
        /// The file.
        file: PathBuf,
    },
    /// A newer version of this program wrote the file.
    #[error(
        "the store has schema {found}, this version knows {known} and older: use the newer version again"
    )]
    NewerSchema {
        /// The schema of the file.
        found: u32,
        /// The newest one that this version knows.
        known: u32,
    },
    /// Some network file systems are like that; without a log, reads and commits would block each other.
    #[error("the file system of {} cannot hold a write-ahead log", file.display())]
    NoLog {
        /// The file.
        file: PathBuf,
    },
    /// The directory or a file in it cannot be used.
    #[error("the store's directory cannot be used: {0}")]
    Io(#[from] io::Error),
    /// SQLite failed.
    #[error("the store cannot be opened: {0}")]
    Sqlite(#[from] rusqlite::Error),
}

/// The connection that writes. Opening it brings the schema up to date.
pub(crate) fn writer(database: &Path, options: &Options) -> Result<Connection, OpenError> {
    let connection =
        connect(database, options, options.cache_kib).map_err(|error| recognized(error, database))?;
    schema::prepare(&connection, database)?;
    // The checkpoint thread does it, off the commit path.
    connection.pragma_update(None, "wal_autocheckpoint", 0)?;
    if let Some(pages) = options.max_pages {
        connection.pragma_update(None, "max_page_count", pages)?;
    }
    Ok(connection)
}

pub(crate) fn checkpointer(database: &Path, options: &Options) -> Result<Connection, OpenError> {
    connect(database, options, 64).map_err(OpenError::from)
}

pub(crate) fn reader(database: &Path, options: &Options) -> Result<Connection, OpenError> {
    let connection = connect(database, options, options.cache_kib / 8)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// SQLite looks into the file at the first statement, whichever that is.
fn recognized(error: rusqlite::Error, database: &Path) -> OpenError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => OpenError::NotOurs { file: database.to_owned() },
        _ => error.into(),
    }
}

fn connect(database: &Path, options: &Options, cache_kib: u32) -> rusqlite::Result<Connection> {
    // A connection is used by one thread at a time, so SQLite's own locks are left out. The file was created before.
    let connection = Connection::open_with_flags(
        database,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    // For the moments in which a checkpoint restarts the log.
    connection.pragma_update(None, "busy_timeout", 10_000)?;
    connection.pragma_update(None, "synchronous", if options.durable { "full" } else { "off" })?;
    connection.pragma_update(None, "cache_size", -i64::from(cache_kib))?;
    connection.pragma_update(None, "temp_store", "memory")?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}
