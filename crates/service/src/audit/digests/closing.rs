//! Closing hours: the digests are made.

use std::sync::{Mutex, PoisonError};

use data_encoding::BASE64;
use model::{AccountId, Timestamp};
use serde_json::{Map, Value, json};
use store::{Batch, CommitError, Direction, EventRange, Expected, Partition, ScanRange};

use super::entries::{Entry, sha256, to_bytes, to_text};
use super::statement::{Statement, signed};
use super::{GRACE, HOUR, KeptDigest, MOST_EVENTS};
use crate::audit::{Happening, record};
use crate::error::Failure;
use crate::records::{AuditDigest, Loaded, body, keys};
use crate::{Error, Service};

/// What a process remembers of the digests it makes.
pub struct Digesting {
    hours: Mutex<Hours>,
    /// The newest digest of each account that this process has seen. A store that was put back has an older one.
    heads: quick_cache::sync::Cache<AccountId, (u64, String)>,
}

/// Ends of hours, in microseconds since 1970.
#[derive(Default)]
struct Hours {
    /// The hour that was over when this was last looked at.
    seen: Option<u64>,
    /// The hour up to which every account is closed.
    done: Option<u64>,
}

/// So many accounts' newest digests are remembered.
const HEADS: usize = 65_536;
/// Accounts that are asked for at once, and events that are read at once.
const PAGE: usize = 250;

impl Default for Digesting {
    fn default() -> Self {
        Self { hours: Mutex::default(), heads: quick_cache::sync::Cache::new(HEADS) }
    }
}

impl Digesting {
    /// Up to which moment hours are closed now, if there is anything to do.
    ///
    /// Only what was over at the look before is closed: after a machine slept for hours, what it was committing when it fell
    /// asleep is committed before its hour is closed.
    fn due(&self, now: Timestamp) -> Option<u64> {
        let over = now.before(GRACE).micros() / HOUR * HOUR;
        let mut hours = self.hours.lock().unwrap_or_else(PoisonError::into_inner);
        let due = hours.seen.replace(over)?.min(over);
        (hours.done.is_none_or(|done| done < due)).then_some(due)
    }

    /// Up to which moment this process has closed every account's hours, in microseconds since 1970.
    pub(super) fn closed_up_to(&self) -> u64 {
        self.hours.lock().unwrap_or_else(PoisonError::into_inner).done.unwrap_or(0)
    }

    fn finished(&self, closed: u64) {
        self.hours.lock().unwrap_or_else(PoisonError::into_inner).done = Some(closed);
    }

    /// Whether the newest digest is older than one that this process has seen, or another of that number. Remembers it.
    fn is_put_back(&self, account: AccountId, head: Option<&(u64, String)>) -> bool {
        let seen = self.heads.get(&account);
        match head {
            Some(head) => self.heads.insert(account, head.clone()),
            None => {
                self.heads.remove(&account);
            }
        }
        seen.is_some_and(|(number, name)| {
            head.is_none_or(|(found, hash)| *found < number || (*found == number && *hash != name))
        })
    }
}

/// The newest digest of an account, and what it states.
pub(super) struct Head {
    pub number: u64,
    pub to: u64,
    pub name: String,
    generation: u32,
}

impl Service {
    /// Closes the hours that are over, in every account in which something happened: called once a minute, it does its work once
    /// an hour, and catches up with what was left undone. Two processes that do it at once make each digest once. Says how many it
    /// made.
    ///
    /// # Errors
    /// If the store fails, or an account's newest digest cannot be read; the other accounts are closed all the same.
    pub async fn make_audit_digests(&self, now: Timestamp) -> Result<u64, Error> {
        let Some(due) = self.digesting.due(now) else { return Ok(0) };
        let (mut after, mut made, mut failed) = (None, 0, None);
        loop {
            let accounts = self.records.store().accounts(after, PAGE).await?;
            after = accounts.last().copied();
            for account in accounts.iter().copied().filter_map(AccountId::new) {
                match self.close_hours_of(account, due, now).await {
                    Ok(digests) => made += digests,
                    Err(error) => {
                        tracing::error!(%account, %error, "the audit trail of an account could not be digested");
                        failed = Some(error);
                    }
                }
                tokio::task::yield_now().await;
            }
            if accounts.len() < PAGE {
                break;
            }
        }
        match failed {
            None => {
                self.digesting.finished(due);
                Ok(made)
            }
            Some(error) => Err(error),
        }
    }

    async fn close_hours_of(&self, account: AccountId, due: u64, now: Timestamp) -> Result<u64, Error> {
        let mut made = 0;
        loop {
            let head = self.audit_head(account).await?;
            let seen = head.as_ref().map(|head| (head.number, head.name.clone()));
            if self.digesting.is_put_back(account, seen.as_ref()) {
                self.tell_of_put_back(account, seen.as_ref(), now).await?;
            }
            let from = head.as_ref().map_or(0, |head| head.to);
            if from >= due {
                return Ok(made);
            }
            let Some((to, entries)) = self.next_entries(account, from, due).await? else { return Ok(made) };
            made += u64::from(self.keep_digest(account, head, (from, to), &entries, now).await?);
        }
    }

    /// The newest digest of an account.
    pub(super) async fn audit_head(&self, account: AccountId) -> Result<Option<Head>, Error> {
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::AUDIT_DIGESTS);
        let found = self.records.store().scan(&range, Direction::Backward, 1).await?;
        let Some((key, versioned)) = found.first() else { return Ok(None) };
        let damaged = || Error::ServiceFailure(Failure::Corrupt(key.to_string()));
        let digest = Loaded::<AuditDigest>::parse(key.clone(), versioned)?;
        let statement = Statement::read(&digest).ok_or_else(damaged)?;
        // What nobody of us signed is not continued: that would vouch for it.
        if !self.is_head_ours(account, &statement, &digest)
            || *key != keys::audit_digest(account, statement.number)
        {
            return Err(damaged());
        }
        let name = Statement::name(&digest.statement);
        Ok(Some(Head { number: statement.number, to: statement.to, name, generation: statement.generation }))
    }

    fn is_head_ours(&self, account: AccountId, statement: &Statement, digest: &AuditDigest) -> bool {
        let key = self.keyring.now().verifying_key(statement.generation).ok().flatten();
        statement.account == account
            && key.is_some_and(|key| super::statement::is_signed(&key, &digest.statement, &digest.signature))
    }

    /// The events of the next hour in which there are any, and where the digest of them ends.
    async fn next_entries(
        &self,
        account: AccountId,
        from: u64,
        due: u64,
    ) -> Result<Option<(u64, Vec<Entry>)>, Error> {
        let range = EventRange::between(from, due);
        let first = self.records.store().events(account.number(), range, Direction::Forward, 1).await?;
        let Some(first) = first.first() else { return Ok(None) };
        let end = (first.micros / HOUR + 1) * HOUR;
        let mut range = EventRange::between(from, end);
        let mut entries: Vec<Entry> = Vec::new();
        while entries.len() < MOST_EVENTS {
            let page = self.records.store().events(account.number(), range, Direction::Forward, PAGE).await?;
            entries.extend(page.iter().map(Entry::of));
            match page.last() {
                Some(last) if page.len() == PAGE => range = range.after(last.position()),
                _ => return Ok(Some((end, entries))),
            }
        }
        Ok(Some(cut(entries, end)))
    }

    /// Stores a digest, if nobody else was faster. Says whether it did.
    async fn keep_digest(
        &self,
        account: AccountId,
        head: Option<Head>,
        (from, to): (u64, u64),
        entries: &[Entry],
        now: Timestamp,
    ) -> Result<bool, Error> {
        let key =
            self.keyring.now().signing_key().map_err(|_| Error::ServiceFailure(Failure::Sealed("digest")))?;
        let bytes = to_bytes(entries);
        let (number, previous) = match head {
            Some(head) => (head.number + 1, Some(head.name)),
            None => (1, None),
        };
        let statement = Statement {
            format: Statement::FORMAT.to_owned(),
            account,
            number,
            from,
            to,
            events: entries.len() as u64,
            entries: data_encoding::HEXLOWER.encode(&sha256(&bytes)),
            previous,
            generation: key.generation.number(),
            public_key: BASE64.encode(&key.public),
        };
        let (text, signature) = signed(&statement, &self.keyring.now())?;
        let hash = Statement::name(&text);
        let digest = AuditDigest {
            schema: AuditDigest::SCHEMA,
            statement: text,
            signature,
            entries: Some(to_text(&bytes)),
        };
        let place = keys::audit_digest(account, number);
        let batch =
            Batch::at(now.micros()).expect(place.clone(), Expected::Absent).put(place, body(&digest)?);
        match self.records.commit(batch).await {
            Ok(_) => {
                self.digesting.heads.insert(account, (number, hash.clone()));
                // Wherever the log is shipped to, the digest is kept there too.
                tracing::info!(digest = %KeptDigest { account, number, hash }, events = entries.len(), "digested the audit trail");
                Ok(true)
            }
            // Another process has made it, or it was made after all: the next look finds it.
            Err(CommitError::Conflict { .. } | CommitError::Unknown) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Continues an account's digests by one that covers nothing and is signed under the current key: the newest vouches for all, and
    /// its key may go.
    pub(crate) async fn renew_audit_head(
        &self,
        account: AccountId,
        generation: u32,
        now: Timestamp,
    ) -> Result<(), Error> {
        let head = match self.audit_head(account).await {
            Ok(head) => head,
            Err(error @ Error::ServiceFailure(Failure::Corrupt(_))) => {
                tracing::error!(%account, %error, "the newest digest of an account cannot be continued");
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let Some(head) = head.filter(|head| head.generation != generation) else { return Ok(()) };
        let to = head.to;
        self.keep_digest(account, Some(head), (to, to), &[], now).await?;
        Ok(())
    }

    /// The trail says that it was put back. From then on it goes on from where it is.
    async fn tell_of_put_back(
        &self,
        account: AccountId,
        head: Option<&(u64, String)>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let newest = head.map(|(number, hash)| KeptDigest { account, number: *number, hash: hash.clone() });
        let newest = newest.map_or_else(|| "none".to_owned(), |kept| kept.to_string());
        tracing::error!(%account, newest, "digests of the audit trail that were there are gone: the store was put back, or changed");
        let mut details = Map::new();
        details.insert("newestDigest".to_owned(), json!(newest));
        let happening = Happening {
            account,
            at: now,
            source: "bartizan",
            name: "AuditDigestsMissing",
            identity: json!({ "type": "Service" }),
            parameters: Value::Null,
            details: &details,
        };
        self.records.commit(Batch::at(now.micros()).event(record(self, &happening))).await?;
        Ok(())
    }
}

/// As many of the entries as a digest has room for. It ends between two moments: events of one moment stay together.
fn cut(mut entries: Vec<Entry>, end: u64) -> (u64, Vec<Entry>) {
    let Some(last) = entries.last().map(|entry| entry.position.micros) else { return (end, entries) };
    let kept = entries.partition_point(|entry| entry.position.micros < last);
    // More in one moment than a digest holds: a commit has room for half as many.
    if kept == 0 {
        return (last + 1, entries);
    }
    entries.truncate(kept);
    (last, entries)
}

#[cfg(test)]
mod tests;
