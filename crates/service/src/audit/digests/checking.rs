//! Checking a trail against its digests: two streams in the same order, held against each other.

use std::time::Duration;

use model::{AccountId, Timestamp};
use store::{Direction, EventPosition, EventRange, Key, Partition, ScanRange};

use super::entries::{bytes_of, from_bytes, sha256};
use super::findings::{AuditCheck, AuditFinding, AuditProblem};
use super::kept::KeptDigest;
use super::statement::{LetGo, Statement, is_signed};
use crate::records::{AuditDigest, Loaded, keys};
use crate::{Error, Service};

/// Digests and events that are read at once.
const DIGESTS: usize = 8;
pub(super) const EVENTS: usize = 250;

/// A check under way.
pub(super) struct Check<'a> {
    pub(super) service: &'a Service,
    pub(super) account: AccountId,
    kept: &'a [KeptDigest],
    pub(super) found: AuditCheck,
    /// Events before this place may be gone.
    pub(super) gone_before: EventPosition,
    /// Those that are gone and may not be, and those that are there and should not: by place, with the digest.
    pub(super) missing: Vec<(EventPosition, u64)>,
    pub(super) added: Vec<(EventPosition, u64)>,
    chain: Chain,
}

/// The digest before: what the next one must continue.
#[derive(Default)]
struct Chain {
    number: u64,
    to: u64,
    /// None if it could not be read.
    name: Option<String>,
    /// The newest one whose key is not held, if none of a key that is came after it.
    unverifiable: Option<u64>,
}

impl Service {
    /// Checks the trail of an account against its digests, and those against what was kept elsewhere of them. It reads only.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn check_audit(
        &self,
        account: AccountId,
        kept: &[KeptDigest],
        now: Timestamp,
    ) -> Result<AuditCheck, Error> {
        let mut check = Check {
            service: self,
            account,
            kept,
            found: AuditCheck::new(account),
            gone_before: self.may_be_gone(account, now).await?,
            missing: Vec::new(),
            added: Vec::new(),
            chain: Chain::default(),
        };
        check.look_at_note().await?;
        check.look_at_digests().await?;
        check.look_at_end().await?;
        // What was let go while this looked is not missing.
        check.gone_before = self.may_be_gone(account, now).await?;
        Ok(check.finish())
    }

    /// Before which place events may be gone: by the note that is signed, or because the settings let go of what is so old.
    async fn may_be_gone(&self, account: AccountId, now: Timestamp) -> Result<EventPosition, Error> {
        let kept = Duration::from_hours(u64::from(self.settings.audit_days) * 24);
        let by_age = EventPosition { micros: now.before(kept).micros(), id: [0; 16] };
        let noted = self.let_go_of(account).await?.and_then(|note| note.position());
        Ok(noted.map_or(by_age, |noted| noted.max(by_age)))
    }
}

impl Check<'_> {
    async fn look_at_note(&mut self) -> Result<(), Error> {
        let note = self.service.stored_let_go(self.account).await?;
        if note
            .is_some_and(|note| LetGo::verified(&note, self.account, &self.service.keyring.now()).is_none())
        {
            self.found.add(AuditFinding {
                problem: AuditProblem::LetGoForged,
                digest: None,
                hour: None,
                event_time: None,
                event_id: None,
            });
        }
        Ok(())
    }

    async fn look_at_digests(&mut self) -> Result<(), Error> {
        let mut range = ScanRange::prefix(Partition::Account(self.account.number()), keys::AUDIT_DIGESTS);
        loop {
            let store = self.service.records.store();
            let page = store.scan(&range, Direction::Forward, DIGESTS).await?;
            for (key, versioned) in &page {
                let number = number_of(key).unwrap_or(self.chain.number + 1);
                match Loaded::<AuditDigest>::parse(key.clone(), versioned) {
                    Ok(digest) => self.look_at(number, &digest).await?,
                    Err(_) => self.unreadable(number),
                }
            }
            match page.last() {
                Some((last, _)) if page.len() == DIGESTS => range = range.after(&last.path),
                _ => return Ok(()),
            }
            // Others get their turn.
            tokio::task::yield_now().await;
        }
    }

    fn unreadable(&mut self, number: u64) {
        self.follow(number);
        self.found.add(AuditFinding::of_digest(AuditProblem::DigestChanged, number));
        self.chain.name = None;
    }

    /// Whether a digest comes right after the one before.
    fn follow(&mut self, number: u64) -> bool {
        let is_next = number == self.chain.number + 1;
        if !is_next {
            self.found.add(AuditFinding::of_digest(AuditProblem::DigestMissing, self.chain.number + 1));
        }
        self.chain.number = number;
        is_next
    }

    async fn look_at(&mut self, number: u64, digest: &AuditDigest) -> Result<(), Error> {
        let Some(statement) = Statement::read(digest) else {
            self.unreadable(number);
            return Ok(());
        };
        self.found.digests += 1;
        let name = Statement::name(&digest.statement);
        let is_next = self.follow(number);
        let is_own = statement.account == self.account && statement.number == number;
        // What came before is unknown after a gap, and after a digest that could not be read.
        let is_first_known = !is_next || (number > 1 && self.chain.name.is_none());
        let continues =
            is_first_known || (statement.previous == self.chain.name && statement.from == self.chain.to);
        if !is_own || !continues || statement.from > statement.to {
            self.found.add(AuditFinding::of_digest(AuditProblem::DigestChanged, number));
        }
        self.look_at_signature(&statement, digest);
        self.hold_against_kept(number, &name);
        self.chain.to = statement.to;
        self.found.newest_digest = Some(KeptDigest { account: self.account, number, hash: name.clone() });
        self.chain.name = Some(name);
        self.look_at_entries(&statement, digest).await
    }

    fn look_at_signature(&mut self, statement: &Statement, digest: &AuditDigest) {
        match self.service.keyring.now().verifying_key(statement.generation).ok().flatten() {
            Some(key) if is_signed(&key, &digest.statement, &digest.signature) => {
                self.chain.unverifiable = None;
            }
            Some(_) => {
                self.found.add(AuditFinding::of_digest(AuditProblem::DigestForged, statement.number));
            }
            // One that is signed and comes later vouches for it.
            None => self.chain.unverifiable = Some(statement.number),
        }
    }

    fn hold_against_kept(&mut self, number: u64, name: &str) {
        let differs =
            |kept: &&KeptDigest| kept.account == self.account && kept.number == number && kept.hash != name;
        if self.kept.iter().any(|kept| differs(&kept)) {
            self.found.add(AuditFinding::of_digest(AuditProblem::KeptDigestDiffers, number));
        }
    }

    async fn look_at_entries(&mut self, statement: &Statement, digest: &AuditDigest) -> Result<(), Error> {
        let Some(text) = &digest.entries else {
            if statement.to <= self.gone_before.micros {
                self.found.let_go += statement.events;
            } else if statement.events > 0 {
                self.found.add(AuditFinding::of_digest(AuditProblem::EntriesMissing, statement.number));
            }
            return Ok(());
        };
        let bytes = bytes_of(text);
        let is_signed = |bytes: &Vec<u8>| data_encoding::HEXLOWER.encode(&sha256(bytes)) == statement.entries;
        match bytes.filter(is_signed).and_then(|bytes| from_bytes(&bytes)) {
            Some(entries) => self.compare(statement, &entries).await,
            None => {
                self.found.add(AuditFinding::of_digest(AuditProblem::DigestChanged, statement.number));
                Ok(())
            }
        }
    }

    /// What comes after the newest digest.
    async fn look_at_end(&mut self) -> Result<(), Error> {
        let closed = self.service.digesting.closed_up_to();
        let mut range = EventRange::between(self.chain.to, store::limits::MICROS);
        let mut is_told = false;
        loop {
            let store = self.service.records.store();
            let page = store.events(self.account.number(), range, Direction::Forward, EVENTS).await?;
            self.found.not_covered_yet += page.len() as u64;
            // This process has closed that hour: there was a digest of it, or the event came after.
            if let Some(first) = page.first().filter(|event| !is_told && event.micros < closed) {
                is_told = true;
                self.found.add(AuditFinding::of_event(
                    AuditProblem::EventAdded,
                    first.position(),
                    self.chain.number,
                ));
            }
            match page.last() {
                Some(last) if page.len() == EVENTS => range = range.after(last.position()),
                _ => return Ok(()),
            }
        }
    }

    fn finish(mut self) -> AuditCheck {
        let gone_before = self.gone_before;
        let mut missing = std::mem::take(&mut self.missing);
        missing.retain(|(position, _)| {
            let is_let_go = *position < gone_before;
            self.found.let_go += u64::from(is_let_go);
            !is_let_go
        });
        for (position, digest) in std::mem::take(&mut self.added) {
            let problem = match missing.iter().position(|(gone, _)| gone.id == position.id) {
                Some(moved) => {
                    missing.swap_remove(moved);
                    AuditProblem::EventMoved
                }
                None => AuditProblem::EventAdded,
            };
            self.found.add(AuditFinding::of_event(problem, position, digest));
        }
        missing.sort_unstable();
        for (position, digest) in missing {
            self.found.add(AuditFinding::of_event(AuditProblem::EventMissing, position, digest));
        }
        if let Some(number) = self.chain.unverifiable {
            self.found.add(AuditFinding::of_digest(AuditProblem::DigestUnverifiable, number));
        }
        let newest = self.chain.number;
        let is_gone = |kept: &&KeptDigest| kept.account == self.account && kept.number > newest;
        if let Some(kept) = self.kept.iter().find(is_gone) {
            self.found.add(AuditFinding::of_digest(AuditProblem::KeptDigestDiffers, kept.number));
        }
        self.found
    }
}

fn number_of(key: &Key) -> Option<u64> {
    key.path.strip_prefix(keys::AUDIT_DIGESTS)?.strip_suffix('/')?.parse().ok()
}
