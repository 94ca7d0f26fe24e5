//! A look at one document: what is wrong with it by itself, and what must be so elsewhere.

use model::{AccountId, Timestamp};
use store::{Key, Partition, Versioned};
use vault::{Binding, Keyring, OpenError, Purpose, Sealed, StoredPassword};

use super::DocumentProblem;
use crate::Service;
use crate::records::{Account, Credentials, Document, Identified, NamePointer, Owner, Role, User, keys};

/// Visits a seal: what it is for, to what it is sealed, and itself.
pub(crate) type VisitSeal<'a> = dyn FnMut(Purpose, &Binding<'_>, &mut Sealed) + 'a;

/// A document as it is kept: what it has sealed, which passwords it holds, and what must be so if it is there.
pub(crate) trait Kept: Document {
    /// Shows each of its seals. The account is that of its key; [`AccountId::NONE`] among what is global.
    fn seals(&mut self, _account: AccountId, _visit: &mut VisitSeal<'_>) {}

    /// The passwords in it.
    fn passwords(&self) -> Vec<&StoredPassword> {
        Vec::new()
    }

    /// Demands that a password is changed whose pepper somebody else may have. Says whether anything changed.
    fn demand_change(&mut self, _keyring: &Keyring) -> bool {
        false
    }

    /// Says what must be so.
    fn look(&self, _look: &mut Look<'_>) {}
}

/// What was seen, and what is still to be seen.
pub(crate) struct Look<'a> {
    service: &'a Service,
    key: &'a Key,
    /// The account of the key.
    pub account: AccountId,
    /// When this is looked at.
    pub now: Timestamp,
    pub(super) wrong: Vec<(DocumentProblem, String)>,
    pub(super) wants: Vec<Want>,
    /// The counters that the document counts for, once each time they are named.
    pub(super) feeds: Vec<Key>,
    /// Whether something later must vouch for this document.
    pub(super) awaits: bool,
    /// Documents that came earlier, for which this one vouches.
    pub(super) vouches: Vec<Key>,
}

/// Something that must be so elsewhere.
pub(crate) struct Want {
    pub(super) key: Key,
    pub(super) judge: Judge,
}

type Judge = Box<dyn FnOnce(Option<&Versioned>) -> Verdict + Send>;

/// What came of it.
pub(crate) enum Verdict {
    Fine,
    Wrong(DocumentProblem, String),
    /// That leads to something else that must be so.
    Then(Want),
}

impl<'a> Look<'a> {
    pub(super) fn new(service: &'a Service, key: &'a Key, now: Timestamp) -> Self {
        let account = match key.partition {
            Partition::Global => AccountId::NONE,
            Partition::Account(number) => AccountId::new(number).unwrap_or(AccountId::NONE),
        };
        Self {
            service,
            key,
            account,
            now,
            wrong: Vec::new(),
            wants: Vec::new(),
            feeds: Vec::new(),
            awaits: false,
            vouches: Vec::new(),
        }
    }

    /// Where the document is.
    pub const fn key(&self) -> &Key {
        self.key
    }

    /// A part of its key, counted from 0.
    pub fn part(&self, index: usize) -> &'a str {
        self.key.path.split('/').nth(index).unwrap_or_default()
    }

    /// Something is wrong.
    pub fn find(&mut self, problem: DocumentProblem, detail: impl Into<String>) {
        self.wrong.push((problem, detail.into()));
    }

    /// The key that the document would be at.
    pub fn belongs_at(&mut self, key: &Key) {
        if key != self.key {
            self.find(DocumentProblem::Misplaced, format!("by what it says it belongs at {key}"));
        }
    }

    /// Something it says of itself must agree with its key.
    pub fn agrees(&mut self, agrees: bool, what: &str) {
        if !agrees {
            self.find(DocumentProblem::Misplaced, format!("its {what} is not what its key says"));
        }
    }

    pub(super) fn opens(&mut self, purpose: Purpose, binding: &Binding<'_>, sealed: &Sealed) {
        match self.service.keyring().open(purpose, binding, sealed) {
            Ok(_) => {}
            Err(OpenError::Broken) => {
                self.find(DocumentProblem::SealBroken, format!("its {}", binding.field));
            }
            Err(OpenError::UnknownGeneration(generation)) => self.find(
                DocumentProblem::KeyGone,
                format!("its {} was sealed under key generation {generation}", binding.field),
            ),
        }
    }

    pub(super) fn has_pepper(&mut self, password: &StoredPassword) {
        let generation = password.generation();
        if !self.service.keyring().states().iter().any(|held| held.generation == generation) {
            self.find(
                DocumentProblem::KeyGone,
                format!("a password in it was hashed under key generation {generation}"),
            );
        }
    }

    /// It counts for a counter.
    pub fn feeds(&mut self, counter: Key) {
        self.feeds.push(counter);
    }

    /// A document that comes later must vouch for this one.
    pub const fn awaits(&mut self) {
        self.awaits = true;
    }

    /// It vouches for a document that came earlier.
    pub fn vouches(&mut self, key: Key) {
        self.vouches.push(key);
    }

    /// Something must be so elsewhere.
    pub fn wants(&mut self, want: Want) {
        self.wants.push(want);
    }

    /// A document must be there.
    pub fn needs(&mut self, key: Key, problem: DocumentProblem, what: &str) {
        let detail = format!("{what}: {key} is not there");
        self.wants(Want::new(key, move |found| match found {
            Some(_) => Verdict::Fine,
            None => Verdict::Wrong(problem, detail),
        }));
    }

    /// A document must be there, and say something.
    pub fn needs_that<T: Document>(
        &mut self,
        key: Key,
        (problem, what): (DocumentProblem, &str),
        says: impl FnOnce(&T) -> bool + Send + 'static,
    ) {
        self.wants(Want::that(key, (problem, what.to_owned()), says));
    }

    /// A user, a group or a role of this account must be there, and say something.
    pub fn needs_identified<T: Identified>(
        &mut self,
        id: &str,
        (problem, what): (DocumentProblem, &str),
        says: impl FnOnce(&T) -> bool + Send + 'static,
    ) {
        self.wants(Want::identified(self.account, id, (problem, what.to_owned()), says));
    }

    /// Whoever owns something must be there, and have something among the credentials.
    pub fn needs_owner(
        &mut self,
        account: AccountId,
        owner: &Owner,
        (problem, what): (DocumentProblem, &str),
        says: impl FnOnce(&Credentials) -> bool + Send + 'static,
    ) {
        let what = (problem, what.to_owned());
        let want = match owner {
            Owner::Root => {
                Want::that::<Account>(keys::account(account), what, move |account| says(&account.root))
            }
            Owner::User(id) => {
                Want::identified::<User>(account, id.as_str(), what, move |user| says(&user.credentials))
            }
            Owner::Role(id) => Want::identified::<Role>(account, id.as_str(), what, |_| true),
            // Nobody who is known elsewhere owns anything.
            Owner::Vouched(_) => return self.find(what.0, what.1),
        };
        self.wants(want);
    }
}

impl Want {
    /// Something at a key.
    pub fn new(key: Key, judge: impl FnOnce(Option<&Versioned>) -> Verdict + Send + 'static) -> Self {
        Self { key, judge: Box::new(judge) }
    }

    /// A document that says something.
    pub fn that<T: Document>(
        key: Key,
        (problem, what): (DocumentProblem, String),
        says: impl FnOnce(&T) -> bool + Send + 'static,
    ) -> Self {
        let place = key.to_string();
        Self::new(key, move |found| match found.map(parse::<T>) {
            None => Verdict::Wrong(problem, format!("{what}: {place} is not there")),
            // That document is looked at on its own.
            Some(None) => Verdict::Fine,
            Some(Some(document)) if says(&document) => Verdict::Fine,
            Some(Some(_)) => Verdict::Wrong(problem, format!("{what}: {place} says otherwise")),
        })
    }

    /// What an id stands for, which says something.
    pub fn identified<T: Identified>(
        account: AccountId,
        id: &str,
        (problem, what): (DocumentProblem, String),
        says: impl FnOnce(&T) -> bool + Send + 'static,
    ) -> Self {
        let id = id.to_owned();
        Self::new(keys::id(account, &id), move |found| match found.map(parse::<NamePointer<T::Name>>) {
            None => Verdict::Wrong(problem, format!("{what}: there is no {id}")),
            Some(None) => Verdict::Fine,
            Some(Some(pointer)) => {
                let says = move |named: &T| named.id() == id && says(named);
                Verdict::Then(Self::that(T::key(account, &pointer.name), (problem, what), says))
            }
        })
    }
}

/// A document, if it reads.
pub(super) fn parse<T: Document>(versioned: &Versioned) -> Option<T> {
    serde_json::from_slice(&versioned.body).ok()
}
