//! Reading everything at one moment: a thread and a connection for each, in one transaction.
//!
//! Those who write wait for nothing, but the log cannot begin anew before the reading has ended: it grows by what is committed
//! meanwhile. So a reading under which it has grown to [`MOST_PAGES`] ends with an error instead.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, Row};
use store::{BoxFuture, Event, Export, Exported, Key, Partition, Pieces, StoreError, Versioned};
use tokio::sync::{mpsc, oneshot};

use crate::checkpoint::{Log, Snapshot};
use crate::read::{blob, path, revision, unsigned};
use crate::{Options, open};

/// Pages of 4 KiB in the log, 1 GiB, at which a reading is given up.
const MOST_PAGES: u32 = 256 * 1024;

/// The reading was given up.
#[derive(Debug, thiserror::Error)]
#[error(
    "reading the whole store took too long: 1 GiB was written meanwhile, which cannot be cleared away before it ends"
)]
struct TooSlow;

/// The piece that comes next; `None` at the end.
type Sent = Result<Option<Exported>, StoreError>;

/// A reading that goes on.
pub(crate) struct Reading {
    pieces: mpsc::Receiver<Sent>,
    is_over: bool,
    about: u64,
}

/// What is needed to begin one.
pub(crate) struct Exports {
    pub(crate) database: PathBuf,
    pub(crate) options: Options,
    pub(crate) log: Arc<Log>,
}

impl Exports {
    /// Begins a reading. Once this has answered, its moment is fixed.
    pub(crate) async fn begin(&self) -> Result<Box<dyn Export>, StoreError> {
        let (sender, pieces) = mpsc::channel(1);
        let (begun, beginning) = oneshot::channel();
        let (database, options, log) = (self.database.clone(), self.options.clone(), Arc::clone(&self.log));
        let thread = std::thread::Builder::new().name("store-export".to_owned());
        let read = move || {
            let snapshot = Snapshot::begin(&log, || begin(&database, &options));
            let (snapshot, (connection, about)) = match snapshot {
                Ok(begun) => begun,
                Err(error) => return drop(begun.send(Err(error))),
            };
            if begun.send(Ok(about)).is_err() {
                return;
            }
            let last = match read(&connection, &snapshot, &sender) {
                Ok(()) => Ok(None),
                Err(Stopped::Gone) => return,
                Err(Stopped::Failed(error)) => Err(error),
            };
            // The snapshot is given up before the end is told.
            drop(connection);
            drop(snapshot);
            let _ = sender.blocking_send(last);
        };
        thread.spawn(read).map_err(StoreError::engine)?;
        let about = beginning.await.unwrap_or(Err(StoreError::Closed))?;
        Ok(Box::new(Reading { pieces, is_over: false, about }))
    }
}

impl Export for Reading {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Exported>, StoreError>> {
        Box::pin(async {
            if self.is_over {
                return Ok(None);
            }
            // A thread that dies says nothing: that is not the end.
            let next = self.pieces.recv().await.unwrap_or(Err(StoreError::Closed));
            self.is_over = !matches!(next, Ok(Some(_)));
            next
        })
    }

    fn about(&self) -> Option<u64> {
        Some(self.about)
    }
}

enum Stopped {
    /// Nobody reads on.
    Gone,
    Failed(StoreError),
}

impl From<rusqlite::Error> for Stopped {
    fn from(error: rusqlite::Error) -> Self {
        Self::Failed(StoreError::engine(error))
    }
}

/// Fixes the moment, and says about how many rows there are: those that were deleted in between are counted too.
fn begin(database: &Path, options: &Options) -> Result<(Connection, u64), StoreError> {
    // Each on its own, for only then is it looked up at the end of the tree.
    const ABOUT: &str = "select coalesce((select max(rowid) from documents) - (select min(rowid) from documents) + 1, 0)
                              + coalesce((select max(rowid) from events) - (select min(rowid) from events) + 1, 0)";
    let connection = open::reader(database, options).map_err(StoreError::engine)?;
    let begin = || -> rusqlite::Result<i64> {
        connection.execute_batch("begin")?;
        connection.query_row(ABOUT, (), |row| row.get(0))
    };
    let about = begin().map_err(StoreError::engine)?;
    Ok((connection, about.cast_unsigned()))
}

fn read(connection: &Connection, snapshot: &Snapshot, to: &mpsc::Sender<Sent>) -> Result<(), Stopped> {
    let send = |piece: Exported| {
        if snapshot.log_pages() > MOST_PAGES {
            return Err(Stopped::Failed(StoreError::engine(TooSlow)));
        }
        to.blocking_send(Ok(Some(piece))).map_err(|_| Stopped::Gone)
    };
    let documents = "select partition, path, revision, body from documents order by partition, path";
    each(
        connection,
        documents,
        document,
        |(_, found)| found.body.len(),
        |some| send(Exported::Documents(some)),
    )?;
    let events = "select account, micros, id, body from events order by account, micros, id";
    each(connection, events, event, |event| event.body.len(), |some| send(Exported::Events(some)))
}

/// Sends every row, in pieces.
fn each<T>(
    connection: &Connection,
    select: &str,
    item: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
    bytes: impl Fn(&T) -> usize,
    send: impl Fn(Vec<T>) -> Result<(), Stopped>,
) -> Result<(), Stopped> {
    let mut select = connection.prepare(select)?;
    let mut rows = select.query(())?;
    let mut pieces = Pieces::default();
    while let Some(row) = rows.next()? {
        let item = item(row)?;
        let length = bytes(&item);
        if let Some(full) = pieces.add(item, length) {
            send(full)?;
        }
    }
    pieces.rest().map_or(Ok(()), send)
}

fn document(row: &Row<'_>) -> rusqlite::Result<(Key, Versioned)> {
    let partition = Partition::of_number(row.get(0)?);
    Ok((Key::new(partition, path(row, 1)?), Versioned { revision: revision(row, 2)?, body: blob(row, 3)? }))
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event { account: unsigned(row, 0)?, micros: unsigned(row, 1)?, id: row.get(2)?, body: blob(row, 3)? })
}
