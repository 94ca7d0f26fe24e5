use std::path::Path;

use rusqlite::{Connection, TransactionBehavior};

use crate::OpenError;

/// Marks a file as ours: `BTZN`.
const APPLICATION: u32 = 0x4254_5a4e;

/// The newest schema that this version knows.
const KNOWN: u32 = 1;

/// What brings a file from the schema before to each schema.
///
/// Ordinary rowid tables with a unique key, as bodies are too large to be carried in the nodes of a key's tree.
const STEPS: [(u32, &str); 1] = [(
    KNOWN,
    "
    create table documents (
        partition integer not null,
        path      text    not null,
        revision  integer not null,
        body      blob    not null,
        unique (partition, path)
    ) strict;
    create table events (
        account integer not null,
        micros  integer not null,
        id      blob    not null,
        body    blob    not null,
        unique (account, micros, id)
    ) strict;
    -- How much events an account keeps, so that nobody has to add it up.
    create table event_usage (
        account integer primary key,
        events  integer not null,
        bytes   integer not null
    ) strict;
    -- floor: no deleted document had a later revision, so a new one starts after it.
    -- settled: how many commits failed in such a way that something had to be written in their place.
    create table clock (
        id          integer primary key check (id = 0),
        last_commit integer,
        floor       integer not null,
        settled     integer not null
    ) strict;
    insert into clock values (0, null, 0, 0);
",
)];

/// Makes an empty file a store, brings an older store up to date, and refuses anything else.
pub(crate) fn prepare(connection: &Connection, file: &Path) -> Result<(), OpenError> {
    let found = recognize(connection, file)?;
    let log =
        connection.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0))?;
    if log != "wal" {
        return Err(OpenError::NoLog { file: file.to_owned() });
    }
    if found == KNOWN {
        return Ok(());
    }
    let step = rusqlite::Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    for (_, sql) in STEPS.iter().filter(|(leads_to, _)| *leads_to > found) {
        step.execute_batch(sql)?;
    }
    step.pragma_update(None, "application_id", APPLICATION)?;
    step.pragma_update(None, "user_version", KNOWN)?;
    step.commit()?;
    Ok(())
}

/// The schema of the file; 0 of an empty one.
fn recognize(connection: &Connection, file: &Path) -> Result<u32, OpenError> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, u32>(0));
    let (application, found) = (number("application_id")?, number("user_version")?);
    let objects: u32 = connection.query_row("select count(*) from sqlite_schema", (), |row| row.get(0))?;
    if (application, found, objects) == (0, 0, 0) {
        return Ok(0);
    }
    if application != APPLICATION || found == 0 {
        return Err(OpenError::NotOurs { file: file.to_owned() });
    }
    if found > KNOWN {
        return Err(OpenError::NewerSchema { found, known: KNOWN });
    }
    Ok(found)
}
