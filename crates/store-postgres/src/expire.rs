use store::{EventLimit, StoreError};
use tokio_postgres::Row;

use crate::engine::Engine;
use crate::read::{column, count, signed, unsigned};
use crate::session::Ask;
use crate::statements::Sql;
use crate::value::Value;

/// How often a call lets go of what only waited to be forgotten: 500 rows of each sort at a time.
const PURGES: u32 = 20;

/// Removes the oldest events of an account, as long as they are too old or too many.
///
/// What an account keeps is added up where it must be known, from the index of keys: a number that each commit would have to
/// move would make all commits of an account wait for each other.
pub(crate) async fn expire(
    engine: &Engine,
    account: u64,
    limit: EventLimit,
    at_most: usize,
) -> Result<usize, StoreError> {
    let own = Value::Number(account.cast_signed());
    let oldest = Ask { sql: Sql::OldestEvents, values: vec![own.clone(), Value::Number(count(at_most))] };
    let oldest = engine.read(&[oldest]).await?.pop().unwrap_or_default();
    let doomed = doomed(engine, &own, limit, &oldest).await?;
    let Some(last) = doomed.checked_sub(1).and_then(|last| oldest.get(last)) else {
        purge(engine, account, PURGES).await?;
        return Ok(0);
    };
    let (micros, id) = (Value::Number(column(last, 0)?), Value::Id(column(last, 1)?));
    // Tried again, it would count fewer; so it counts what it saw.
    engine.read(&[Ask { sql: Sql::DeleteEvents, values: vec![own, micros, id] }]).await?;
    if doomed < at_most {
        purge(engine, account, PURGES).await?;
    }
    Ok(doomed)
}

/// How many of the oldest go.
async fn doomed(
    engine: &Engine,
    own: &Value<'_>,
    limit: EventLimit,
    oldest: &[Row],
) -> Result<usize, StoreError> {
    let mut doomed = 0;
    let mut gone: u64 = 0;
    for row in oldest {
        if unsigned(row, 0)? >= limit.before_micros {
            break;
        }
        doomed += 1;
        gone += bytes(row)?;
    }
    if doomed == oldest.len() || limit.keep_bytes >= signed(u64::MAX).cast_unsigned() {
        return Ok(doomed);
    }
    let sum = engine.read(&[Ask { sql: Sql::EventBytes, values: vec![own.clone()] }]).await?;
    let mut kept =
        sum.first().and_then(|rows| rows.first()).map_or(Ok(0), |row| unsigned(row, 0))?.saturating_sub(gone);
    for row in oldest.get(doomed..).unwrap_or_default() {
        if kept <= limit.keep_bytes {
            break;
        }
        doomed += 1;
        kept = kept.saturating_sub(bytes(row)?);
    }
    Ok(doomed)
}

fn bytes(row: &Row) -> Result<u64, StoreError> {
    column::<i32>(row, 2).map(|bytes| u64::try_from(bytes).unwrap_or(0))
}

/// Forgets deleted documents and outcomes of commits, of an account and of what is global, that nobody can ask for any more.
///
/// # Errors
/// The engine failed.
pub(crate) async fn purge(engine: &Engine, account: u64, rounds: u32) -> Result<(), StoreError> {
    let global = store::Partition::Global.number();
    for _ in 0..rounds {
        let mut asks = Vec::new();
        for partition in [account.cast_signed(), global] {
            asks.push(Ask { sql: Sql::PurgeDocuments, values: vec![Value::Number(partition)] });
            asks.push(Ask { sql: Sql::PurgeEvents, values: vec![Value::Number(partition)] });
        }
        asks.push(Ask { sql: Sql::PurgeSlots, values: vec![] });
        let gone = engine.read(&asks).await?;
        if gone.iter().all(|rows| rows.len() < 500) {
            break;
        }
    }
    Ok(())
}
