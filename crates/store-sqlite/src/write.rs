use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension};
use store::{Batch, CommitError, Committed, Event, EventLimit, Expected, Key, Revision, StoreError};

use crate::read::{count, revision, signed};

/// Why a batch did not get into its group.
pub(crate) enum Stop {
    /// Its own fault; the group goes on without it.
    Refused(CommitError),
    /// The engine's; the whole group fails.
    Engine(rusqlite::Error),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Self {
        Self::Engine(error)
    }
}

impl From<CommitError> for Stop {
    fn from(refusal: CommitError) -> Self {
        Self::Refused(refusal)
    }
}

/// The row `clock`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    last_commit: Option<u64>,
    /// INVARIANT: no document that was deleted had a later revision. A document that is created starts later, so
    /// its key cannot meet one of its old revisions, whatever the caller's clock does.
    floor: u64,
}

impl Clock {
    pub(crate) fn load(connection: &Connection) -> rusqlite::Result<Self> {
        connection.query_row("select last_commit, floor from clock", (), |row| {
            let (last_commit, floor): (Option<i64>, i64) = (row.get(0)?, row.get(1)?);
            Ok(Self { last_commit: last_commit.map(i64::cast_unsigned), floor: floor.cast_unsigned() })
        })
    }
}

/// What one group writes, inside its transaction.
pub(crate) struct Changes<'c> {
    connection: &'c Connection,
    stored: Clock,
    floor: u64,
    last_commit: Option<u64>,
    /// Events and bytes added per account, written once per group.
    usage: BTreeMap<u64, (i64, i64)>,
}

impl<'c> Changes<'c> {
    pub(crate) const fn new(connection: &'c Connection, stored: Clock) -> Self {
        Self { connection, stored, floor: stored.floor, last_commit: None, usage: BTreeMap::new() }
    }

    /// Applies a batch. What is judged is judged before anything is written; only an event that exists already is
    /// found later, and needs the savepoint.
    pub(crate) fn apply(&mut self, batch: &Batch) -> Result<Committed, Stop> {
        for (key, expected) in &batch.expects {
            self.check(key, *expected)?;
        }
        let counters = self.counters(batch)?;

        self.run("savepoint batch")?;
        let written = self.write(batch, &counters);
        match &written {
            Ok(_) => {}
            Err(Stop::Refused(_)) => self.run("rollback to batch")?,
            // The savepoint goes with the group.
            Err(Stop::Engine(_)) => return written,
        }
        self.run("release batch")?;
        let committed = written?;

        self.last_commit = Some(batch.now_micros);
        for event in &batch.events {
            let (events, bytes) = self.usage.entry(event.account).or_default();
            *events += 1;
            *bytes += count(event.body.len());
        }
        Ok(committed)
    }

    /// Removes the oldest events of an account, as long as they are too old or too many.
    pub(crate) fn expire(
        &mut self,
        account: u64,
        limit: EventLimit,
        at_most: usize,
    ) -> rusqlite::Result<usize> {
        self.write_usage()?;
        let account = account.cast_signed();
        let mut kept: i64 = self
            .connection
            .prepare_cached("select bytes from event_usage where account = ?1")?
            .query_row([account], |row| row.get(0))
            .optional()?
            .unwrap_or(0);
        let mut oldest = self.connection.prepare_cached(
            "select rowid, micros, length(body) from events where account = ?1 order by micros, id limit ?2",
        )?;
        let mut doomed: Vec<i64> = Vec::new();
        let before = kept;
        let mut rows = oldest.query((account, count(at_most)))?;
        while let Some(row) = rows.next()? {
            if row.get::<_, i64>(1)? >= signed(limit.before_micros) && kept <= signed(limit.keep_bytes) {
                break;
            }
            doomed.push(row.get(0)?);
            kept -= row.get::<_, i64>(2)?;
        }
        drop(rows);

        let mut delete = self.connection.prepare_cached("delete from events where rowid = ?1")?;
        for row in &doomed {
            delete.execute([row])?;
        }
        self.add_usage(account, -count(doomed.len()), kept - before)?;
        self.connection
            .prepare_cached("delete from event_usage where account = ?1 and events = 0")?
            .execute([account])?;
        Ok(doomed.len())
    }

    /// Writes what the group has in common. The clock's row is written when its time is a second off, or when a
    /// deletion raised the floor: most groups need not.
    pub(crate) fn finish(mut self) -> rusqlite::Result<Clock> {
        self.write_usage()?;
        let moved = match (self.stored.last_commit, self.last_commit) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(stored), Some(last)) => stored.abs_diff(last) >= 1_000_000,
        };
        if !moved && self.floor == self.stored.floor {
            return Ok(self.stored);
        }
        let clock = Clock { last_commit: self.last_commit.or(self.stored.last_commit), floor: self.floor };
        self.connection
            .prepare_cached("update clock set last_commit = ?1, floor = ?2")?
            .execute((clock.last_commit.map(u64::cast_signed), clock.floor.cast_signed()))?;
        Ok(clock)
    }

    fn check(&self, key: &Key, expected: Expected) -> Result<(), Stop> {
        let found = self
            .connection
            .prepare_cached("select revision from documents where partition = ?1 and path = ?2")?
            .query_row((key.partition.number(), key.path.as_ref()), |row| revision(row, 0))
            .optional()?;
        let holds = match expected {
            Expected::Absent => found.is_none(),
            Expected::At(revision) => found == Some(revision),
        };
        if holds { Ok(()) } else { Err(CommitError::Conflict { key: key.clone() }.into()) }
    }

    /// The value of each of the batch's counters after it.
    fn counters(&self, batch: &Batch) -> Result<Vec<u64>, Stop> {
        let after = |add: &store::Add| {
            let value = self.counter(&add.key)?;
            add.apply(value).ok_or_else(|| CommitError::OverLimit { key: add.key.clone() }.into())
        };
        batch.adds.iter().map(after).collect()
    }

    fn counter(&self, key: &Key) -> Result<u64, Stop> {
        let body: Option<Vec<u8>> = self
            .connection
            .prepare_cached("select body from documents where partition = ?1 and path = ?2")?
            .query_row((key.partition.number(), key.path.as_ref()), |row| row.get(0))
            .optional()?;
        let Some(body) = body else { return Ok(0) };
        let digits = str::from_utf8(&body).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let value = digits.and_then(|text| text.parse().ok());
        value.ok_or_else(|| CommitError::from(StoreError::NotACounter { key: key.clone() }).into())
    }

    fn write(&mut self, batch: &Batch, counters: &[u64]) -> Result<Committed, Stop> {
        // What can still be refused comes first.
        for event in &batch.events {
            self.append(event)?;
        }
        for key in &batch.deletes {
            self.delete(key)?;
        }
        let mut committed = Committed::default();
        for (key, body) in &batch.puts {
            committed.puts.push(Some(self.put(key, body, batch.now_micros)?));
        }
        for (add, after) in batch.adds.iter().zip(counters) {
            if *after == 0 {
                self.delete(&add.key)?;
            } else {
                self.put(&add.key, after.to_string().as_bytes(), batch.now_micros)?;
            }
        }
        Ok(committed)
    }

    fn append(&self, event: &Event) -> Result<(), Stop> {
        let appended = self
            .connection
            .prepare_cached("insert into events values (?1, ?2, ?3, ?4) on conflict do nothing")?
            .execute((
                event.account.cast_signed(),
                event.micros.cast_signed(),
                event.id,
                event.body.as_ref(),
            ))?;
        if appended == 1 {
            return Ok(());
        }
        let (account, position) = (event.account, event.position());
        Err(CommitError::from(StoreError::EventExists { account, position }).into())
    }

    fn put(&self, key: &Key, body: &[u8], now_micros: u64) -> rusqlite::Result<Revision> {
        let first = now_micros.max(self.floor + 1).cast_signed();
        self.connection
            .prepare_cached(
                "insert into documents values (?1, ?2, ?3, ?4)
                 on conflict do update set revision = revision + 1, body = excluded.body
                 returning revision",
            )?
            .query_row((key.partition.number(), key.path.as_ref(), first, body), |row| revision(row, 0))
    }

    fn delete(&mut self, key: &Key) -> rusqlite::Result<()> {
        let deleted = self
            .connection
            .prepare_cached("delete from documents where partition = ?1 and path = ?2 returning revision")?
            .query_row((key.partition.number(), key.path.as_ref()), |row| revision(row, 0))
            .optional()?;
        if let Some(last) = deleted {
            self.floor = self.floor.max(last.get());
        }
        Ok(())
    }

    fn write_usage(&mut self) -> rusqlite::Result<()> {
        for (account, (events, bytes)) in std::mem::take(&mut self.usage) {
            self.add_usage(account.cast_signed(), events, bytes)?;
        }
        Ok(())
    }

    fn add_usage(&self, account: i64, events: i64, bytes: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "insert into event_usage values (?1, ?2, ?3)
                 on conflict do update set events = events + excluded.events, bytes = bytes + excluded.bytes",
            )?
            .execute((account, events, bytes))?;
        Ok(())
    }

    fn run(&self, statement: &str) -> rusqlite::Result<()> {
        self.connection.prepare_cached(statement)?.execute(())?;
        Ok(())
    }
}
