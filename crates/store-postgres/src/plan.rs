//! From a batch to the statements that store it.
//!
//! Statements follow the order of the keys, so that of two batches one waits for the other and never both for each other; what
//! a batch expects of a document and what it writes there are one statement, so that no lock has to grow.

use std::collections::BTreeMap;

use bytes::Bytes;
use store::{Add, Batch, CommitError, Event, Expected, Key, Partition};

use crate::session::Ask;
use crate::statements::Sql;
use crate::value::Value;

/// What it means if a statement refuses.
pub(crate) enum Refusal<'b> {
    /// The document is not as expected.
    Moved(&'b Key),
    /// Nothing was to be there, and a row to hold on to could not be had: perhaps only because others tried it too.
    Taken(&'b Key),
    /// The counter would leave its bounds.
    OverLimit(&'b Key),
    /// The event is there already.
    Exists(&'b Event),
    /// It never does.
    Never,
}

/// The statements of a batch, without those that open and end the transaction.
pub(crate) struct Plan<'b> {
    pub(crate) asks: Vec<Ask<'b>>,
    /// What each of them means when it refuses.
    pub(crate) refusals: Vec<Refusal<'b>>,
    /// Which of them answers the revision of which of [`Batch::puts`].
    pub(crate) puts: Vec<(usize, usize)>,
}

#[derive(Default)]
struct Touch<'b> {
    expected: Option<Expected>,
    write: Option<Write<'b>>,
}

enum Write<'b> {
    Put(usize, &'b Bytes),
    Delete,
    Add(&'b Add),
}

impl<'b> Plan<'b> {
    /// `over` tells what stands in the place of the first event, since an attempt before was given up.
    ///
    /// # Errors
    /// The batch contradicts itself, or an add could never stay within its bounds.
    pub(crate) fn of(batch: &'b Batch, over: Option<i32>) -> Result<Self, CommitError> {
        let mut plan = Self { asks: Vec::new(), refusals: Vec::new(), puts: Vec::new() };
        for (key, touch) in touches(batch)? {
            plan.touch(key, &touch, batch.now_micros.cast_signed())?;
        }
        let mut events: Vec<&Event> = batch.events.iter().collect();
        events.sort_by_key(|event| (event.account, event.position()));
        for event in events {
            let is_first = batch.events.first().is_some_and(|first| first.position() == event.position());
            plan.append(event, over.filter(|_| is_first));
        }
        Ok(plan)
    }

    /// A statement that comes before those of the documents.
    pub(crate) fn first(&mut self, sql: Sql, values: Vec<Value<'b>>) {
        self.asks.insert(0, Ask { sql, values });
        self.refusals.insert(0, Refusal::Never);
        self.puts.iter_mut().for_each(|(statement, _)| *statement += 1);
    }

    pub(crate) fn last(&mut self, sql: Sql, values: Vec<Value<'b>>) {
        self.say(sql, values, Refusal::Never);
    }

    fn say(&mut self, sql: Sql, values: Vec<Value<'b>>, refusal: Refusal<'b>) {
        self.asks.push(Ask { sql, values });
        self.refusals.push(refusal);
    }

    fn touch(&mut self, key: &'b Key, touch: &Touch<'b>, now: i64) -> Result<(), CommitError> {
        let named = || vec![Value::Number(key.partition.number()), Value::Text(&key.path)];
        let with = |more: Vec<Value<'b>>| named().into_iter().chain(more).collect();
        let at = |revision: store::Revision| Value::Number(revision.get().cast_signed());
        match (&touch.write, touch.expected) {
            (None, None) => {}
            (None, Some(Expected::Absent)) | (Some(Write::Delete), Some(Expected::Absent)) => {
                self.say(Sql::CheckAbsent, named(), Refusal::Taken(key));
            }
            (None, Some(Expected::At(revision))) => {
                self.say(Sql::CheckAt, with(vec![at(revision)]), Refusal::Moved(key));
            }
            (Some(Write::Put(number, body)), expected) => {
                self.puts.push((self.asks.len(), *number));
                let (sql, revision, refusal) = match expected {
                    None => (Sql::Put, Value::Number(now), Refusal::Never),
                    Some(Expected::Absent) => (Sql::PutAbsent, Value::Number(now), Refusal::Moved(key)),
                    Some(Expected::At(revision)) => (Sql::PutAt, at(revision), Refusal::Moved(key)),
                };
                self.say(sql, with(vec![revision, Value::Bytes(body)]), refusal);
            }
            (Some(Write::Delete), None) => self.say(Sql::Delete, named(), Refusal::Never),
            (Some(Write::Delete), Some(Expected::At(revision))) => {
                self.say(Sql::DeleteAt, with(vec![at(revision)]), Refusal::Moved(key));
            }
            (Some(Write::Add(add)), expected) => return self.add(add, expected, now),
        }
        Ok(())
    }

    fn add(&mut self, add: &'b Add, expected: Option<Expected>, now: i64) -> Result<(), CommitError> {
        let key = &add.key;
        let with = |more: Vec<Value<'b>>| {
            let named = [Value::Number(key.partition.number()), Value::Text(&key.path)];
            named.into_iter().chain(more).collect()
        };
        let limit = Value::Owned(add.limit.to_string());
        if add.delta < 0 {
            self.judge_counter(key, expected);
            self.say(Sql::Subtract, with(vec![Value::Number(add.delta), limit]), Refusal::OverLimit(key));
            return Ok(());
        }
        // What would be over from nothing would be from whatever there is.
        let Some(from_nothing) = add.apply(0) else {
            return Err(CommitError::OverLimit { key: key.clone() });
        };
        let text = || Value::Id(from_nothing.to_string().into_bytes());
        if expected == Some(Expected::Absent) {
            match from_nothing {
                0 => self.say(Sql::CheckAbsent, with(vec![]), Refusal::Taken(key)),
                _ => self.say(Sql::PutAbsent, with(vec![Value::Number(now), text()]), Refusal::Moved(key)),
            }
            return Ok(());
        }
        self.judge_counter(key, expected);
        // At zero there is no document, but a row to hold on to: somebody relies on there being none.
        let (revision, body) = if from_nothing == 0 { (0, Value::Nothing) } else { (now, text()) };
        let values = vec![Value::Number(revision), body, Value::Number(add.delta), limit, Value::Number(now)];
        self.say(Sql::Add, with(values), Refusal::OverLimit(key));
        Ok(())
    }

    /// What a counter is expected to be is a statement of its own, so that its refusal can be told from the limit's.
    fn judge_counter(&mut self, key: &'b Key, expected: Option<Expected>) {
        let mut values = vec![Value::Number(key.partition.number()), Value::Text(&key.path)];
        match expected {
            None => {}
            Some(Expected::Absent) => self.say(Sql::CheckAbsent, values, Refusal::Taken(key)),
            Some(Expected::At(revision)) => {
                values.push(Value::Number(revision.get().cast_signed()));
                self.say(Sql::LockAt, values, Refusal::Moved(key));
            }
        }
    }

    fn append(&mut self, event: &'b Event, over: Option<i32>) {
        // A body has a mebibyte at most.
        let bytes = i32::try_from(event.body.len()).unwrap_or(i32::MAX);
        let mut values = vec![
            Value::Number(event.account.cast_signed()),
            Value::Number(event.micros.cast_signed()),
            Value::Bytes(&event.id),
            Value::Small(bytes),
            Value::Bytes(&event.body),
        ];
        values.extend(over.map(Value::Small));
        let sql = if over.is_some() { Sql::AppendOver } else { Sql::Append };
        self.say(sql, values, Refusal::Exists(event));
    }
}

fn touches(batch: &Batch) -> Result<BTreeMap<&Key, Touch<'_>>, CommitError> {
    let mut touches: BTreeMap<&Key, Touch<'_>> = BTreeMap::new();
    for (key, expected) in &batch.expects {
        match &mut touches.entry(key).or_default().expected {
            Some(other) if other != expected => return Err(CommitError::Conflict { key: key.clone() }),
            slot => *slot = Some(*expected),
        }
    }
    // `Batch::check` saw to it that nothing is written twice.
    for (number, (key, body)) in batch.puts.iter().enumerate() {
        touches.entry(key).or_default().write = Some(Write::Put(number, body));
    }
    for key in &batch.deletes {
        touches.entry(key).or_default().write = Some(Write::Delete);
    }
    for add in &batch.adds {
        touches.entry(&add.key).or_default().write = Some(Write::Add(add));
    }
    Ok(touches)
}

/// The account that a batch touches, if any.
pub(crate) fn account(batch: &Batch) -> Option<u64> {
    let keys = batch.expects.iter().map(|(key, _)| key).chain(batch.puts.iter().map(|(key, _)| key));
    let mut keys = keys.chain(&batch.deletes).chain(batch.adds.iter().map(|add| &add.key));
    let of_key = keys.find_map(|key| match key.partition {
        Partition::Account(account) => Some(account),
        Partition::Global => None,
    });
    of_key.or_else(|| batch.events.first().map(|event| event.account))
}

/// Whether a batch touches one partition only, which one shard of a distributed database holds.
pub(crate) fn is_in_one_place(batch: &Batch) -> bool {
    let expected = batch.expects.iter().map(|(key, _)| key).chain(&batch.deletes);
    let written = batch.puts.iter().map(|(key, _)| key).chain(batch.adds.iter().map(|add| &add.key));
    let global = expected.chain(written).filter(|key| key.partition == Partition::Global).count();
    global == 0 || (account(batch).is_none() && batch.events.is_empty())
}

/// Whether a batch does more than ask.
pub(crate) const fn writes(batch: &Batch) -> bool {
    !(batch.puts.is_empty() && batch.deletes.is_empty() && batch.adds.is_empty() && batch.events.is_empty())
}

#[cfg(test)]
mod tests;
