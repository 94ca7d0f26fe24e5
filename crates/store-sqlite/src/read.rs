use std::ops::Bound;
use std::sync::Arc;

use bytes::Bytes;
use rusqlite::types::{FromSqlError, Value};
use rusqlite::{Connection, OptionalExtension, Row};
use store::{Direction, Event, EventPosition, EventRange, Key, Partition, Revision, ScanRange, Versioned};

// Every statement runs to its end here: one that stayed open would hold its snapshot, and with it the log.

pub(crate) fn documents(connection: &Connection, keys: &[Key]) -> rusqlite::Result<Vec<Option<Versioned>>> {
    let mut select = connection
        .prepare_cached("select revision, body from documents where partition = ?1 and path = ?2")?;
    let read = |key: &Key| {
        let parameters = (key.partition.number(), key.path.as_ref());
        select
            .query_row(parameters, |row| Ok(Versioned { revision: revision(row, 0)?, body: blob(row, 1)? }))
            .optional()
    };
    keys.iter().map(read).collect()
}

pub(crate) fn scan(
    connection: &Connection,
    range: &ScanRange,
    direction: Direction,
    limit: usize,
) -> rusqlite::Result<Vec<(Key, Versioned)>> {
    let mut select = connection.prepare_cached(match direction {
        Direction::Forward => {
            "select path, revision, body from documents
             where partition = ?1 and path >= ?2 and path < ?3 order by path limit ?4"
        }
        Direction::Backward => {
            "select path, revision, body from documents
             where partition = ?1 and path >= ?2 and path < ?3 order by path desc limit ?4"
        }
    })?;
    let from = match &range.from {
        Bound::Unbounded => Value::Text(String::new()),
        Bound::Included(path) => Value::Text(path.to_string()),
        Bound::Excluded(path) => Value::Text(next_path(path)),
    };
    let to = match &range.to {
        Bound::Unbounded => Value::Blob(Vec::new()), // SQLite sorts every blob after every text
        Bound::Included(path) => Value::Text(next_path(path)),
        Bound::Excluded(path) => Value::Text(path.to_string()),
    };
    let document = |row: &Row<'_>| {
        let path = path(row, 0)?;
        let versioned = Versioned { revision: revision(row, 1)?, body: blob(row, 2)? };
        Ok((Key::new(range.partition, path), versioned))
    };
    select.query_map((range.partition.number(), from, to, count(limit)), document)?.collect()
}

pub(crate) fn events(
    connection: &Connection,
    account: u64,
    range: &EventRange,
    direction: Direction,
    limit: usize,
) -> rusqlite::Result<Vec<Event>> {
    let mut select = connection.prepare_cached(match direction {
        Direction::Forward => {
            "select micros, id, body from events
             where account = ?1 and (micros, id) >= (?2, ?3) and (micros, id) < (?4, ?5)
             order by micros, id limit ?6"
        }
        Direction::Backward => {
            "select micros, id, body from events
             where account = ?1 and (micros, id) >= (?2, ?3) and (micros, id) < (?4, ?5)
             order by micros desc, id desc limit ?6"
        }
    })?;
    let from = match range.from {
        Bound::Unbounded => (0, Vec::new()),
        Bound::Included(position) => place(position),
        Bound::Excluded(position) => next_place(position),
    };
    let to = match range.to {
        Bound::Unbounded => (i64::MAX, Vec::new()),
        Bound::Included(position) => next_place(position),
        Bound::Excluded(position) => place(position),
    };
    let event = |row: &Row<'_>| {
        Ok(Event { account, micros: unsigned(row, 0)?, id: row.get(1)?, body: blob(row, 2)? })
    };
    let parameters = (account.cast_signed(), from.0, from.1, to.0, to.1, count(limit));
    select.query_map(parameters, event)?.collect()
}

pub(crate) fn accounts(
    connection: &Connection,
    after: Option<u64>,
    limit: usize,
) -> rusqlite::Result<Vec<u64>> {
    // One step down two trees per account; `distinct` would walk over every document.
    let mut next = connection.prepare_cached(
        "select min(account) from (
             select min(partition) as account from documents where partition > ?1
             union all
             select min(account) from event_usage where account > ?1)",
    )?;
    let mut last = after.map_or(Partition::Global.number(), signed);
    let mut accounts = Vec::new();
    while accounts.len() < limit {
        let Some(account) = next.query_row([last], |row| row.get::<_, Option<i64>>(0))? else { break };
        accounts.push(account.cast_unsigned());
        last = account;
    }
    Ok(accounts)
}

pub(crate) fn last_commit(connection: &Connection) -> rusqlite::Result<Option<u64>> {
    let micros: Option<i64> =
        connection.prepare_cached("select last_commit from clock")?.query_row((), |row| row.get(0))?;
    Ok(micros.map(i64::cast_unsigned))
}

/// The first text after `path`: keys hold no NUL.
fn next_path(path: &str) -> String {
    format!("{path}\0")
}

fn place(position: EventPosition) -> (i64, Vec<u8>) {
    (signed(position.micros), position.id.to_vec())
}

/// The first place after an event's: ids have one length, so nothing lies in between.
fn next_place(position: EventPosition) -> (i64, Vec<u8>) {
    let (micros, mut id) = place(position);
    id.push(0);
    (micros, id)
}

/// SQLite counts in signed numbers; what is stored is far below, so a larger bound is the end.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

pub(crate) fn revision(row: &Row<'_>, column: usize) -> rusqlite::Result<Revision> {
    unsigned(row, column).map(Revision::from)
}

pub(crate) fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(column).map(i64::cast_unsigned)
}

pub(crate) fn blob(row: &Row<'_>, column: usize) -> rusqlite::Result<Bytes> {
    let blob = row.get_ref(column)?.as_blob().map_err(|error| unreadable(column, error))?;
    Ok(Bytes::copy_from_slice(blob))
}

pub(crate) fn path(row: &Row<'_>, column: usize) -> rusqlite::Result<Arc<str>> {
    Ok(row.get_ref(column)?.as_str().map_err(|error| unreadable(column, error))?.into())
}

fn unreadable(column: usize, error: FromSqlError) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Null, Box::new(error))
}
