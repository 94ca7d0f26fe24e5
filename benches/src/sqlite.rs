//! SQLite alone: what a session with a code writes, by a copy of the store that wrote them, in groups of 64. No engine
//! below could be faster, so this is what the whole way from socket to disk is held against.

use std::io::Write as _;
use std::path::Path;

use rusqlite::Connection;

use crate::process::pinned;
use crate::sessions::CLIENTS;
use crate::{Result, clock};

/// The rate of a child on the core of what is measured.
pub fn rate(database: &Path, directory: &Path, calls: usize) -> Result<f64> {
    let copy = directory.join("alone.db");
    std::fs::copy(database, &copy)?;
    let mut command = pinned(&std::env::current_exe()?);
    let run = command.arg("sqlite").arg(&copy).arg(calls.to_string()).output()?;
    std::fs::remove_file(copy)?;
    Ok(String::from_utf8(run.stdout)?.trim().parse()?)
}

/// Is that child.
pub fn child(database: &Path, calls: u64) -> Result<()> {
    let mut connection = Connection::open(database)?;
    connection
        .execute_batch("pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -8192")?;
    let clocks = clocks(&connection)?;
    let event: (i64, Vec<u8>) = connection.query_row(
        "select account, body from events where body like '%\"GetSessionToken\"%' order by micros desc limit 1",
        (),
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let start = clock::start();
    let (mut wanted, mut done) = (clocks.iter().cycle(), 0_u64);
    while done < calls {
        let group = connection.transaction()?;
        for _ in 0..CLIENTS {
            let Some((partition, path, body)) = wanted.next() else {
                return Err("no clocks in the store".into());
            };
            spend(&group, *partition, path, body)?;
            done += 1;
            append(&group, &event, done)?;
        }
        group.commit()?;
    }
    writeln!(std::io::stdout(), "{}", clock::rate(done, start.elapsed()))?;
    Ok(())
}

type Document = (i64, String, Vec<u8>);

/// What is known of devices' clocks: what a code changes.
fn clocks(connection: &Connection) -> Result<Vec<Document>> {
    let mut select =
        connection.prepare("select partition, path, body from documents where path like 'clock/%'")?;
    let rows = select.query_map((), |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    Ok(rows.collect::<std::result::Result<_, _>>()?)
}

fn spend(group: &Connection, partition: i64, path: &str, body: &[u8]) -> Result<()> {
    let revision: i64 = group
        .prepare_cached("select revision from documents where partition = ?1 and path = ?2")?
        .query_row((partition, path), |row| row.get(0))?;
    group
        .prepare_cached(
            "update documents set revision = ?3 + 1, body = ?4 where partition = ?1 and path = ?2 and revision = ?3",
        )?
        .execute((partition, path, revision, body))?;
    Ok(())
}

fn append(group: &Connection, (account, body): &(i64, Vec<u8>), number: u64) -> Result<()> {
    // Events have random ids, after the microsecond that they are of.
    let micros = clock::now().micros().cast_signed();
    let id = u128::from(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)).to_be_bytes();
    group
        .prepare_cached("insert into events values (?1, ?2, ?3, ?4)")?
        .execute((account, micros, id, body))?;
    Ok(())
}
