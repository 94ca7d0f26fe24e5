//! What became of a commit whose answer is missing.
//!
//! A row is put where the commit would have put one of its own. If that succeeds, the commit can never happen, even if its
//! server wakes up and reads the rest of it. If a row of the commit's is there already, it has happened. While the commit is still
//! under way, the key's index makes the question wait for it.
//!
//! Whoever then makes the commit again does not add a row, but replaces the one that stands in its place: so until the new
//! attempt has happened the old one cannot, and afterwards neither.

use store::Batch;
use tokio::time::{Instant, timeout};

use crate::bounds;
use crate::engine::{pause, rest};
use crate::pool::Pool;
use crate::statements::Sql;
use crate::value::Value;

/// The key of a row that is there if and only if the commit happened.
pub(crate) struct CommitKey {
    account: i64,
    micros: i64,
    id: Vec<u8>,
}

impl CommitKey {
    /// That of the batch's first event, or of a row that is written for this alone.
    pub(crate) fn of(batch: &Batch, account: Option<u64>, mark: impl FnOnce() -> Vec<u8>) -> Self {
        match batch.events.first() {
            Some(event) => Self {
                account: event.account.cast_signed(),
                micros: event.micros.cast_signed(),
                id: event.id.to_vec(),
            },
            None => Self {
                account: account.map_or(store::Partition::Global.number(), u64::cast_signed),
                micros: batch.now_micros.cast_signed(),
                id: mark(),
            },
        }
    }

    pub(crate) fn values<'a>(&self) -> Vec<Value<'a>> {
        vec![Value::Number(self.account), Value::Number(self.micros), Value::Id(self.id.clone())]
    }
}

/// What was found out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Resolved {
    /// It happened, and is as durable as any commit.
    Committed,
    /// It did not, and never will. The number tells what stands in its place, for who would replace that.
    Never(i32),
    /// Nobody could be asked in time.
    Unknown,
}

pub(crate) async fn resolve(pool: &Pool, key: &CommitKey) -> Resolved {
    let deadline = Instant::now() + bounds::RESOLUTION;
    for attempt in 1.. {
        let left = deadline.saturating_duration_since(Instant::now());
        match timeout(left, resolve_once(pool, key)).await {
            Ok(Some(resolved)) => return resolved,
            Ok(None) => rest(pause(attempt)).await,
            Err(_) => break,
        }
    }
    Resolved::Unknown
}

/// Nothing where it has to be asked again.
async fn resolve_once(pool: &Pool, key: &CommitKey) -> Option<Resolved> {
    let mut session = pool.lease().await.ok()?;
    let answer = timeout(bounds::ANSWER, session.ask_one(Sql::Settle, key.values())).await.ok()?.ok()?;
    if let Some(row) = answer.first() {
        let stands_there = row.try_get(0).ok()?;
        session.give_back();
        return Some(Resolved::Never(stands_there));
    }
    // A commit that was cut off while it waited for the standby is on this server alone. One more commit, which waits
    // for the standby in full, takes everything before it along.
    let mark = session.next_mark();
    let values = vec![Value::Number(key.account), Value::Number(key.micros), Value::Id(mark)];
    let settled = timeout(bounds::ANSWER, session.ask_one(Sql::Mark, values)).await.ok()?;
    if settled.is_err() || session.warned() {
        return None;
    }
    session.give_back();
    Some(Resolved::Committed)
}
