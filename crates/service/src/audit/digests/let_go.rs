//! The signed note of what was let go, and the entries that nobody needs any more.

use data_encoding::HEXLOWER;
use model::{AccountId, Timestamp};
use store::{Batch, CommitError, Direction, EventPosition, EventRange, Expected, Partition, ScanRange};

use super::entries::{bytes_of, from_bytes};
use super::statement::{LetGo, Statement, signed};
use crate::records::{AuditDigest, AuditLetGo, Loaded, body, keys};
use crate::{Error, Service};

/// So many digests are read at once.
const PAGE: usize = 16;

/// Up to where events were let go.
struct Boundary {
    before: EventPosition,
    /// The number of the digest that it lies in, or of the first one there is.
    digest: u64,
}

impl Service {
    /// What the signed note of an account says, if there is one that can be believed.
    pub(super) async fn let_go_of(&self, account: AccountId) -> Result<Option<LetGo>, Error> {
        let note = self.stored_let_go(account).await?;
        Ok(note.and_then(|note| LetGo::verified(&note, account, &self.keyring.now())))
    }

    /// The note as it is stored. Past the cache: whoever changed the store did it behind our back.
    pub(super) async fn stored_let_go(
        &self,
        account: AccountId,
    ) -> Result<Option<Loaded<AuditLetGo>>, Error> {
        Ok(self.records.many(&[keys::audit_let_go(account)]).await?.pop().flatten())
    }

    /// Adds to a batch the note that so many more of the oldest events were let go.
    ///
    /// Where that is, the digests say: what remains does not, for somebody could have removed more.
    pub(crate) async fn note_let_go(
        &self,
        batch: Batch,
        account: AccountId,
        removed: u64,
    ) -> Result<Batch, Error> {
        let key = keys::audit_let_go(account);
        let stored = self.stored_let_go(account).await?;
        let before = stored.as_ref().and_then(|note| LetGo::verified(note, account, &self.keyring.now()));
        let boundary = self.boundary(account, before.as_ref(), removed).await?;
        let note = LetGo {
            format: LetGo::FORMAT.to_owned(),
            account,
            before: boundary.before.micros,
            before_id: HEXLOWER.encode(&boundary.before.id),
            digest: boundary.digest,
            generation: self.keyring.now().current().number(),
        };
        let (statement, signature) = signed(&note, &self.keyring.now())?;
        let note = AuditLetGo { schema: AuditLetGo::SCHEMA, statement, signature };
        let expected = stored.map_or(Expected::Absent, |stored| stored.watched().1);
        Ok(batch.expect(key.clone(), expected).put(key, body(&note)?))
    }

    /// Signs the note of an account under the current key.
    pub(crate) async fn renew_let_go(
        &self,
        account: AccountId,
        generation: u32,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Some(stored) = self.stored_let_go(account).await? else { return Ok(()) };
        let read = LetGo::verified(&stored, account, &self.keyring.now());
        let Some(note) = read.filter(|note| note.generation != generation) else { return Ok(()) };
        let (statement, signature) = signed(&LetGo { generation, ..note }, &self.keyring.now())?;
        let note = AuditLetGo { schema: AuditLetGo::SCHEMA, statement, signature };
        let (key, expected) = stored.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&note)?);
        match self.records.commit(batch).await {
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    async fn boundary(
        &self,
        account: AccountId,
        before: Option<&LetGo>,
        removed: u64,
    ) -> Result<Boundary, Error> {
        let start = before.and_then(LetGo::position);
        let mut left = removed;
        let mut boundary = Boundary {
            before: start.unwrap_or(EventPosition { micros: 0, id: [0; 16] }),
            digest: before.map_or(1, |before| before.digest),
        };
        let mut range = self.digests_from(account, boundary.digest);
        loop {
            let page = self.records.scan::<AuditDigest>(&range, PAGE).await?;
            for digest in &page {
                let Some(statement) = Statement::read(digest) else { continue };
                let entries =
                    digest.entries.as_deref().and_then(bytes_of).and_then(|bytes| from_bytes(&bytes));
                for entry in entries.unwrap_or_default() {
                    if start.is_some_and(|start| entry.position < start) {
                        continue;
                    }
                    if left == 0 {
                        return Ok(boundary);
                    }
                    left -= 1;
                    boundary = Boundary { before: after(entry.position), digest: statement.number };
                }
                // All of it is gone, and nothing else was there up to its end.
                if boundary.digest == statement.number {
                    let end = EventPosition { micros: statement.to, id: [0; 16] };
                    boundary.before = boundary.before.max(end);
                }
            }
            match page.last() {
                Some(last) if page.len() == PAGE => range = range.after(&last.key().path),
                _ => break,
            }
        }
        // Some that no digest knows yet: then what remains says where.
        if left > 0 {
            let oldest =
                self.records.store().events(account.number(), EventRange::ALL, Direction::Forward, 1).await?;
            boundary.before =
                oldest.first().map_or(boundary.before, store::Event::position).max(boundary.before);
        }
        Ok(boundary)
    }

    /// Removes the entries of digests whose events were all let go; the digests stay.
    ///
    /// # Errors
    /// If the store fails. What is left over is removed the next time.
    pub(crate) async fn shorten_digests(
        &self,
        account: AccountId,
        from: u64,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Some(end) = self.let_go_of(account).await?.and_then(|note| note.position()) else {
            return Ok(());
        };
        let mut range = self.digests_from(account, from);
        loop {
            let page = self.records.scan::<AuditDigest>(&range, PAGE).await?;
            for digest in &page {
                if Statement::read(digest).is_none_or(|statement| statement.to > end.micros) {
                    return Ok(());
                }
                self.shorten(digest, now).await?;
            }
            match page.last() {
                Some(last) if page.len() == PAGE => range = range.after(&last.key().path),
                _ => return Ok(()),
            }
        }
    }

    async fn shorten(&self, digest: &Loaded<AuditDigest>, now: Timestamp) -> Result<(), Error> {
        if digest.entries.is_none() {
            return Ok(());
        }
        let after = AuditDigest { entries: None, ..AuditDigest::clone(digest) };
        let (key, expected) = digest.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&after)?);
        match self.records.commit(batch).await {
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    fn digests_from(&self, account: AccountId, number: u64) -> ScanRange {
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::AUDIT_DIGESTS);
        range.after(&keys::audit_digest(account, number.saturating_sub(1)).path)
    }

    /// The number of the oldest digest that may still have its entries.
    pub(crate) async fn oldest_digest(&self, account: AccountId) -> Result<u64, Error> {
        Ok(self.let_go_of(account).await?.map_or(1, |note| note.digest))
    }
}

/// The first place behind an event.
fn after(position: EventPosition) -> EventPosition {
    match u128::from_be_bytes(position.id).checked_add(1) {
        Some(id) => EventPosition { micros: position.micros, id: id.to_be_bytes() },
        None => EventPosition { micros: position.micros.saturating_add(1), id: [0; 16] },
    }
}
