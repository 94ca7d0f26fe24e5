//! Reading everything as it was at one moment: a transaction that sees nothing of what is committed after it began.
//!
//! It has a connection of its own, beside the pool. Its reader is a person's command, which may be slow; but as long as it lasts, the
//! server keeps all that is replaced and removed. So a reader who asks for nothing more loses it.

use std::collections::VecDeque;

use store::{BoxFuture, Event, Export, Exported, Key, Partition, Pieces, StoreError, Versioned};
use tokio::time::timeout;
use tokio_postgres::Row;

use crate::bounds;
use crate::error::Failure;
use crate::pool::Pool;
use crate::read::{body, column, count, unsigned, versioned};
use crate::session::Session;
use crate::statements::Sql;
use crate::value::Value;

/// Rows of one answer: few, since a document may be large.
const ROWS: usize = 64;

/// Begins a reading.
///
/// # Errors
/// The database cannot be reached.
pub(crate) async fn begin(pool: &Pool) -> Result<PostgresExport, StoreError> {
    let mut session =
        pool.bare().await.map_err(|error| StoreError::from(Failure::Unreachable(error.to_string())))?;
    session.prepare().await.map_err(Failure::from)?;
    // The first query decides which moment is seen, not the word `begin`.
    let opening = format!(
        "begin isolation level repeatable read, read only;
         set local idle_in_transaction_session_timeout = {};
         select greatest(sum(reltuples), -1)::int8 from pg_class where relname in ('documents', 'events')",
        bounds::EXPORT_IDLE.as_millis()
    );
    let about = session.simple(&opening).await.map_err(Failure::from)?;
    let about = about.last().and_then(|rows| rows.parse().ok()).filter(|rows| *rows > 0);
    let after = (Partition::Global.number() - 1, String::new());
    Ok(PostgresExport { session, about, at: At::Documents(after), ready: VecDeque::new() })
}

/// A reading that has begun. Dropped, it takes its connection with it.
pub(crate) struct PostgresExport {
    session: Session,
    about: Option<u64>,
    at: At,
    ready: VecDeque<Exported>,
}

/// What was read last.
enum At {
    Documents((i64, String)),
    Events((i64, i64, Vec<u8>)),
    End,
    Failed,
}

impl Export for PostgresExport {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Exported>, StoreError>> {
        Box::pin(async move {
            loop {
                if let Some(piece) = self.ready.pop_front() {
                    return Ok(Some(piece));
                }
                match std::mem::replace(&mut self.at, At::Failed) {
                    At::Documents(after) => self.at = self.documents(after).await?,
                    At::Events(after) => self.at = self.events(after).await?,
                    At::End => {
                        self.at = At::End;
                        return Ok(None);
                    }
                    At::Failed => return Err(StoreError::Closed),
                }
            }
        })
    }

    fn about(&self) -> Option<u64> {
        self.about
    }
}

impl PostgresExport {
    async fn documents(&mut self, (account, path): (i64, String)) -> Result<At, StoreError> {
        let values = vec![Value::Number(account), Value::Owned(path), Value::Number(count(ROWS))];
        let rows = self.ask(Sql::ExportDocuments, values).await?;
        let Some(last) = rows.last() else { return Ok(At::Events((account_before_all(), 0, Vec::new()))) };
        let at = At::Documents((column(last, 3)?, column(last, 0)?));
        let mut pieces = Pieces::default();
        for row in &rows {
            let (key, document) = document(row)?;
            let bytes = document.body.len();
            self.ready.extend(pieces.add((key, document), bytes).map(Exported::Documents));
        }
        self.ready.extend(pieces.rest().map(Exported::Documents));
        Ok(at)
    }

    async fn events(&mut self, (account, micros, id): (i64, i64, Vec<u8>)) -> Result<At, StoreError> {
        let values =
            vec![Value::Number(account), Value::Number(micros), Value::Id(id), Value::Number(count(ROWS))];
        let rows = self.ask(Sql::ExportEvents, values).await?;
        let Some(last) = rows.last() else { return Ok(At::End) };
        let at = At::Events((column(last, 3)?, column(last, 0)?, column(last, 1)?));
        let mut pieces = Pieces::default();
        for row in &rows {
            let event = event(row)?;
            let bytes = event.body.len();
            self.ready.extend(pieces.add(event, bytes).map(Exported::Events));
        }
        self.ready.extend(pieces.rest().map(Exported::Events));
        Ok(at)
    }

    async fn ask(&mut self, sql: Sql, values: Vec<Value<'_>>) -> Result<Vec<Row>, StoreError> {
        let answer = timeout(bounds::ANSWER, self.session.ask_one(sql, values)).await;
        let answer = answer.map_err(|_| Failure::Silent(bounds::ANSWER))?;
        Ok(answer.map_err(Failure::from)?)
    }
}

const fn account_before_all() -> i64 {
    Partition::Global.number() - 1
}

fn document(row: &Row) -> Result<(Key, Versioned), StoreError> {
    let partition = match column::<i64>(row, 3)? {
        number if number == Partition::Global.number() => Partition::Global,
        number => Partition::Account(number.cast_unsigned()),
    };
    Ok((Key::new(partition, column::<&str>(row, 0)?), versioned(row)?))
}

fn event(row: &Row) -> Result<Event, StoreError> {
    let id = column::<&[u8]>(row, 1)?.try_into().map_err(|_| Failure::Unreadable)?;
    let account = column::<i64>(row, 3)?.cast_unsigned();
    Ok(Event { account, micros: unsigned(row, 0)?, id, body: body(row, 2)? })
}
