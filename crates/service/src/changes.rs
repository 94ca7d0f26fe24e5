//! What an operation decided to write.

use model::{AccountId, Timestamp};
use serde_json::{Map, Value};
use store::{Batch, Event, Expected, Key};

use crate::error::Error;
use crate::figures::{MfaResult, MfaWay};
use crate::records::keys::{self, Usage};
use crate::records::{Document, Holder, Loaded, Present, body};

/// What an operation decided to write, and what the audit trail shall know of it.
#[derive(Default)]
pub struct Changes {
    batch: Batch,
    limits: Vec<(Key, Error)>,
    failed: Option<Error>,
    response: Option<Value>,
    details: Map<String, Value>,
    posts: bool,
    checked: Option<MfaChecked>,
}

/// A second factor that was looked at: it counts once it is committed what came of it.
#[derive(Clone, Copy)]
pub(crate) struct MfaChecked {
    pub way: MfaWay,
    pub result: MfaResult,
    /// Whether this failure locked the codes.
    pub locked: bool,
}

/// A counter without a limit of its own.
const UNLIMITED: u64 = i64::MAX as u64;

impl Changes {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// A new document, where there must be none.
    pub(crate) fn create<T: Document>(mut self, key: Key, document: &T) -> Self {
        self.batch = self.batch.expect(key.clone(), Expected::Absent);
        self.put(key, document)
    }

    /// A document anew, which must still be as it was read.
    pub(crate) fn update<T: Document>(self, read: &Loaded<T>, document: &T) -> Self {
        let key = read.key().clone();
        self.watch(read).put(key, document)
    }

    /// A document anew, or a new one, as it was when it was read or missed.
    pub(crate) fn upsert<T: Document>(self, key: Key, read: Option<&Loaded<T>>, document: &T) -> Self {
        match read {
            Some(read) => self.update(read, document),
            None => self.create(key, document),
        }
    }

    /// Removes a document, which must still be as it was read.
    pub(crate) fn remove<T: Document>(mut self, read: &Loaded<T>) -> Self {
        self = self.watch(read);
        self.remove_key(read.key().clone())
    }

    /// Removes what nothing else guards.
    pub(crate) fn remove_key(mut self, key: Key) -> Self {
        // What two parts of one decision let go is let go once.
        if !self.batch.deletes.contains(&key) {
            self.batch = self.batch.delete(key);
        }
        self
    }

    /// A document that the decision rests on.
    pub(crate) fn watch<T: Document>(mut self, read: &Loaded<T>) -> Self {
        let (key, expected) = read.watched();
        self.batch = self.batch.expect(key, expected);
        self
    }

    /// A document, or its absence, that the decision rests on.
    pub(crate) fn watch_key(mut self, (key, expected): (Key, Expected)) -> Self {
        self.batch = self.batch.expect(key, expected);
        self
    }

    /// A document whose absence the decision rests on.
    pub(crate) fn watch_absent(mut self, key: Key) -> Self {
        self.batch = self.batch.expect(key, Expected::Absent);
        self
    }

    /// Moves a counter up to a limit; beyond it, this is the error.
    pub(crate) fn count(mut self, key: Key, delta: i64, limit: u64, over: impl Into<Error>) -> Self {
        self.limits.push((key.clone(), over.into()));
        self.batch = self.batch.add(key, delta, limit);
        self
    }

    /// Moves a counter that has no limit. What two parts of one decision move is moved once, by the sum.
    pub(crate) fn tally(mut self, key: Key, delta: i64) -> Self {
        match self.batch.adds.iter_mut().find(|add| add.key == key) {
            Some(add) => add.delta = add.delta.saturating_add(delta),
            None => self.batch = self.batch.add(key, delta, UNLIMITED),
        }
        self
    }

    /// Notes in index and counter that a managed policy is used by somebody from now on.
    pub(crate) fn use_policy<H: Holder>(
        self,
        account: AccountId,
        usage: Usage,
        policy_id: &str,
        holder: &H,
    ) -> Self {
        self.put(keys::policy_usage(account, usage, policy_id, H::KIND, holder.id()), &Present {})
            .tally(keys::policy_usage_count(account, usage, policy_id), 1)
    }

    /// Notes in index and counter that a managed policy is not used by somebody any more.
    pub(crate) fn release_policy<H: Holder>(
        self,
        account: AccountId,
        usage: Usage,
        policy_id: &str,
        holder: &H,
    ) -> Self {
        self.remove_key(keys::policy_usage(account, usage, policy_id, H::KIND, holder.id()))
            .tally(keys::policy_usage_count(account, usage, policy_id), -1)
    }

    /// What the event shows of the answer.
    pub(crate) fn responded(mut self, response: Value) -> Self {
        self.response = Some(response);
        self
    }

    /// What the event says beside request and answer. Never a secret.
    pub(crate) fn detail(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.details.insert(name.to_owned(), value.into());
        self
    }

    /// What came of a second factor, for figures.
    pub(crate) const fn checked(mut self, way: MfaWay, result: MfaResult) -> Self {
        self.checked = Some(MfaChecked { way, result, locked: false });
        self
    }

    /// That this failure locked the codes.
    pub(crate) const fn locking(mut self, locked: bool) -> Self {
        if let Some(checked) = &mut self.checked {
            checked.locked = locked;
        }
        self
    }

    /// The second factor that was looked at.
    pub(crate) const fn mfa_checked(&self) -> Option<MfaChecked> {
        self.checked
    }

    /// A further event, where one commit does what several operations do.
    pub(crate) fn also_tell(mut self, event: Event) -> Self {
        self.batch.events.push(event);
        self
    }

    /// Something among these waits to be sent.
    pub(crate) const fn posted(mut self) -> Self {
        self.posts = true;
        self
    }

    /// Whether something among these waits to be sent.
    pub(crate) const fn posts(&self) -> bool {
        self.posts
    }

    pub(crate) fn put<T: Document>(mut self, key: Key, document: &T) -> Self {
        match body(document) {
            Ok(body) => self.batch = self.batch.put(key, body),
            Err(error) => self.failed = Some(error),
        }
        self
    }

    pub(crate) const fn response(&self) -> Option<&Value> {
        self.response.as_ref()
    }

    pub(crate) const fn details(&self) -> &Map<String, Value> {
        &self.details
    }

    /// The batch, and the error of each counter that it may run against.
    pub(crate) fn into_batch(
        self,
        now: Timestamp,
        watched: &[(Key, Expected)],
        event: Event,
    ) -> Result<(Batch, Vec<(Key, Error)>), Error> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let mut batch = self.batch;
        batch.now_micros = now.micros();
        batch.expects.extend_from_slice(watched);
        batch.events.push(event);
        Ok((batch, self.limits))
    }
}
