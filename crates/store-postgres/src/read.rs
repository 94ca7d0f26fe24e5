use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

use bytes::Bytes;
use store::{
    Direction, Event, EventPosition, EventRange, Key, Partition, Revision, ScanRange, StoreError, Versioned,
};
use tokio_postgres::Row;
use tokio_postgres::types::FromSql;

use crate::engine::Engine;
use crate::error::Failure;
use crate::session::Ask;
use crate::statements::Sql;
use crate::value::Value;

/// One question for each partition, all at once.
pub(crate) async fn documents(engine: &Engine, keys: &[Key]) -> Result<Vec<Option<Versioned>>, StoreError> {
    let mut asked: BTreeMap<Partition, Vec<&str>> = BTreeMap::new();
    for key in keys {
        asked.entry(key.partition).or_default().push(&key.path);
    }
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let asks = asked.iter().map(|(partition, paths)| {
        let number = Value::Number(partition.number());
        match paths.as_slice() {
            [path] => Ask { sql: Sql::GetOne, values: vec![number, Value::Text(path)] },
            _ => Ask { sql: Sql::GetMany, values: vec![number, Value::Texts(paths.clone())] },
        }
    });
    let answers = engine.read(&asks.collect::<Vec<_>>()).await?;
    let mut found: HashMap<(Partition, &str), Versioned> = HashMap::new();
    for (partition, rows) in asked.keys().zip(&answers) {
        for row in rows {
            found.insert((*partition, column(row, 0)?), versioned(row)?);
        }
    }
    Ok(keys.iter().map(|key| found.get(&(key.partition, key.path.as_ref())).cloned()).collect())
}

pub(crate) async fn scan(
    engine: &Engine,
    range: &ScanRange,
    direction: Direction,
    limit: usize,
) -> Result<Vec<(Key, Versioned)>, StoreError> {
    let sql = match direction {
        Direction::Forward => Sql::ScanForward,
        Direction::Backward => Sql::ScanBackward,
    };
    let from = match &range.from {
        Bound::Unbounded => String::new(),
        Bound::Included(path) => from_path(path),
        Bound::Excluded(path) => next_path(path),
    };
    let to = match &range.to {
        // Longer than any key, of the largest character.
        Bound::Unbounded => "\u{10ffff}".repeat(store::limits::KEY_BYTES / 4 + 1),
        Bound::Included(path) => next_path(path),
        Bound::Excluded(path) => from_path(path),
    };
    let values = vec![
        Value::Number(range.partition.number()),
        Value::Text(&from),
        Value::Text(&to),
        Value::Number(count(limit)),
    ];
    let mut answers = engine.read(&[Ask { sql, values }]).await?;
    let document = |row: &Row| {
        let path: Arc<str> = column::<&str>(row, 0)?.into();
        Ok((Key::new(range.partition, path), versioned(row)?))
    };
    answers.pop().unwrap_or_default().iter().map(document).collect()
}

pub(crate) async fn events(
    engine: &Engine,
    account: u64,
    range: &EventRange,
    direction: Direction,
    limit: usize,
) -> Result<Vec<Event>, StoreError> {
    let sql = match direction {
        Direction::Forward => Sql::EventsForward,
        Direction::Backward => Sql::EventsBackward,
    };
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
    let values = vec![
        Value::Number(account.cast_signed()),
        Value::Number(from.0),
        Value::Id(from.1),
        Value::Number(to.0),
        Value::Id(to.1),
        Value::Number(count(limit)),
    ];
    let mut answers = engine.read(&[Ask { sql, values }]).await?;
    let event = |row: &Row| {
        let id = column::<&[u8]>(row, 1)?.try_into().map_err(|_| Failure::Unreadable)?;
        Ok(Event { account, micros: unsigned(row, 0)?, id, body: body(row, 2)? })
    };
    answers.pop().unwrap_or_default().iter().map(event).collect()
}

pub(crate) async fn accounts(
    engine: &Engine,
    after: Option<u64>,
    limit: usize,
) -> Result<Vec<u64>, StoreError> {
    let after = after.map_or(Partition::Global.number(), signed);
    let values = vec![Value::Number(after), Value::Number(count(limit))];
    let mut answers = engine.read(&[Ask { sql: Sql::Accounts, values }]).await?;
    answers.pop().unwrap_or_default().iter().map(|row| unsigned(row, 0)).collect()
}

/// A number that a statement without parameters answers, if any.
pub(crate) async fn number(engine: &Engine, sql: Sql) -> Result<Option<u64>, StoreError> {
    let mut answers = engine.read(&[Ask { sql, values: vec![] }]).await?;
    answers.pop().unwrap_or_default().first().map(|row| unsigned(row, 0)).transpose()
}

pub(crate) fn versioned(row: &Row) -> Result<Versioned, StoreError> {
    Ok(Versioned { revision: Revision::from(unsigned(row, 1)?), body: body(row, 2)? })
}

pub(crate) fn body(row: &Row, number: usize) -> Result<Bytes, StoreError> {
    column(row, number).map(Bytes::copy_from_slice)
}

pub(crate) fn unsigned(row: &Row, number: usize) -> Result<u64, StoreError> {
    column(row, number).map(i64::cast_unsigned)
}

pub(crate) fn column<'a, T: FromSql<'a>>(row: &'a Row, number: usize) -> Result<T, StoreError> {
    row.try_get(number).map_err(|_| Failure::Unreadable.into())
}

/// The first text after `path`: keys hold no NUL, so nothing lies before the next character.
fn next_path(path: &str) -> String {
    let before_nul = path.split('\0').next().unwrap_or_default();
    format!("{before_nul}\u{1}")
}

/// `path` itself. PostgreSQL's text cannot hold a NUL; keys from a text with one on are those after what stands before it.
fn from_path(path: &str) -> String {
    if path.contains('\0') { next_path(path) } else { path.to_owned() }
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

/// What is stored is far below, so a larger bound is the end.
pub(crate) fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

pub(crate) fn count(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}
