//! The walk over a store: partition by partition, page by page.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, RandomState};

use model::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Direction, Key, Partition, ScanRange, Versioned, limits};

use super::findings::{DocumentFinding, DocumentProblem};
use super::look::{Look, Verdict, Want};
use super::table::Kind;
use crate::{Error, Service};

/// Documents that are read at once.
pub(super) const PAGE: usize = 100;
/// So many documents of an account can wait for another to vouch for them; of more, that is not looked at.
pub(crate) const MOST_AWAITED: usize = 8_000_000;
/// How often something is looked at again that moves while it is looked at.
pub(super) const LOOKS: usize = 5;

/// How far a check is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct StoreProgress {
    /// Documents that were looked at.
    pub documents: u64,
    /// Accounts that are done.
    pub accounts: u64,
    /// What looked wrong and changed each time it was looked at again: nothing is said of it.
    pub unsettled: u64,
}

/// A check of a whole store, a step at a time.
pub struct StoreCheck<'a> {
    pub(super) service: &'a Service,
    pub(super) progress: StoreProgress,
    /// The partition under way; none at the end.
    pub(super) partition: Option<Partition>,
    range: ScanRange,
    tally: Tally,
}

/// What is remembered of a partition until its end.
#[derive(Default)]
pub(super) struct Tally {
    /// What each counter should stand at.
    pub(super) counts: HashMap<Key, u64>,
    /// The counters that there are.
    pub(super) counters: HashSet<Key>,
    /// Hashes of the keys that wait to be vouched for, and where such keys are.
    pub(super) awaited: HashSet<u64>,
    pub(super) awaited_in: HashSet<String>,
    hasher: RandomState,
    pub(super) is_overfull: bool,
}

/// What was seen of a document.
#[derive(Default)]
struct Seen {
    wrong: Vec<(DocumentProblem, String)>,
    feeds: Vec<Key>,
    awaits: bool,
    vouches: Vec<Key>,
}

impl Service {
    /// A check of the whole store, which begins with what is global.
    pub fn check_store(&self) -> StoreCheck<'_> {
        StoreCheck {
            service: self,
            progress: StoreProgress::default(),
            partition: Some(Partition::Global),
            range: ScanRange::all(Partition::Global),
            tally: Tally::default(),
        }
    }
}

impl StoreCheck<'_> {
    /// How far it is.
    pub const fn progress(&self) -> StoreProgress {
        self.progress
    }

    /// Looks at the next page, and says what is wrong there; nothing at the end.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn step(&mut self, now: Timestamp) -> Result<Option<Vec<DocumentFinding>>, Error> {
        let Some(partition) = self.partition else { return Ok(None) };
        let store = self.service.records.store();
        let page = store.scan(&self.range, Direction::Forward, PAGE).await?;
        let mut findings = Vec::new();
        let seen = look_at(self.service, &page, now).await?;
        for ((key, _), seen) in page.iter().zip(seen) {
            if !seen.wrong.is_empty() {
                findings.extend(self.look_again(key, now).await?);
            }
            self.tally.take(key, seen);
        }
        self.progress.documents += page.len() as u64;
        match page.last() {
            Some((last, _)) if page.len() == PAGE => {
                self.range = ScanRange::all(partition).after(&last.path);
            }
            _ => {
                findings.extend(self.end_of_partition(now).await?);
                self.next_partition(partition).await?;
            }
        }
        Ok(Some(findings))
    }

    async fn next_partition(&mut self, done: Partition) -> Result<(), Error> {
        let after = match done {
            Partition::Global => None,
            Partition::Account(number) => {
                self.progress.accounts += 1;
                Some(number)
            }
        };
        let next = self.service.records.store().accounts(after, 1).await?;
        self.partition = next.first().copied().map(Partition::Account);
        if let Some(partition) = self.partition {
            self.range = ScanRange::all(partition);
        }
        self.tally = Tally::default();
        Ok(())
    }

    /// Looks again at a document that looked wrong: what is wrong with it counts if the document is the same before and after. What
    /// holds at every commit held then, too.
    async fn look_again(&mut self, key: &Key, now: Timestamp) -> Result<Vec<DocumentFinding>, Error> {
        let store = self.service.records.store();
        for _ in 0..LOOKS {
            let Some(before) = one(store.get(std::slice::from_ref(key)).await?) else {
                return Ok(Vec::new());
            };
            let page = [(key.clone(), before)];
            let seen = look_at(self.service, &page, now).await?.pop().unwrap_or_default();
            if seen.wrong.is_empty() {
                return Ok(Vec::new());
            }
            let after = one(store.get(std::slice::from_ref(key)).await?);
            if after.as_ref().map(|after| after.revision) == Some(page[0].1.revision) {
                return Ok(seen.wrong.into_iter().map(|wrong| finding(key, wrong)).collect());
            }
        }
        self.progress.unsettled += 1;
        Ok(Vec::new())
    }

    /// Counters, and what nothing has vouched for.
    async fn end_of_partition(&mut self, now: Timestamp) -> Result<Vec<DocumentFinding>, Error> {
        let tally = std::mem::take(&mut self.tally);
        let mut findings = self.look_at_counters(&tally, now).await?;
        findings.extend(self.look_at_awaited(&tally, now).await?);
        Ok(findings)
    }
}

impl Tally {
    fn take(&mut self, key: &Key, seen: Seen) {
        for fed in seen.feeds {
            *self.counts.entry(fed).or_default() += 1;
        }
        if key.path.starts_with("count/") {
            self.counters.insert(key.clone());
        }
        if seen.awaits {
            self.is_overfull |= self.awaited.len() >= MOST_AWAITED;
            if !self.is_overfull {
                let prefix = key.path.split_inclusive('/').next().unwrap_or_default();
                if !self.awaited_in.contains(prefix) {
                    self.awaited_in.insert(prefix.to_owned());
                }
                self.awaited.insert(self.hash(key));
            }
        }
        for key in &seen.vouches {
            let hash = self.hash(key);
            self.awaited.remove(&hash);
        }
    }

    pub(super) fn hash(&self, key: &Key) -> u64 {
        self.hasher.hash_one(&*key.path)
    }
}

/// Looks at one document by itself.
pub(super) fn look<'a>(
    service: &'a Service,
    key: &'a Key,
    versioned: &Versioned,
    now: Timestamp,
) -> Look<'a> {
    let mut look = Look::new(service, key, now);
    match Kind::of(key) {
        Some(kind) => (kind.look)(&mut look, &versioned.body),
        None => look.find(DocumentProblem::UnknownKey, "no document of this version has such a key"),
    }
    look
}

/// Looks at documents, and at what must be so elsewhere because of them.
async fn look_at(service: &Service, page: &[(Key, Versioned)], now: Timestamp) -> Result<Vec<Seen>, Error> {
    let mut wants: Vec<(usize, Want)> = Vec::new();
    let mut seen = Vec::with_capacity(page.len());
    for (index, (key, versioned)) in page.iter().enumerate() {
        let look = look(service, key, versioned, now);
        wants.extend(look.wants.into_iter().map(|want| (index, want)));
        seen.push(Seen { wrong: look.wrong, feeds: look.feeds, awaits: look.awaits, vouches: look.vouches });
    }
    while !wants.is_empty() {
        let mut next = Vec::new();
        let mut rest = wants;
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(limits::KEYS));
            let keys: Vec<Key> = rest.iter().map(|(_, want)| want.key.clone()).collect();
            let found = service.records.store().get(&keys).await?;
            for ((index, want), found) in rest.into_iter().zip(found) {
                match (want.judge)(found.as_ref()) {
                    Verdict::Fine => {}
                    Verdict::Wrong(problem, detail) => {
                        if let Some(seen) = seen.get_mut(index) {
                            seen.wrong.push((problem, detail));
                        }
                    }
                    Verdict::Then(want) => next.push((index, want)),
                }
            }
            rest = later;
        }
        wants = next;
    }
    Ok(seen)
}

pub(super) fn finding(key: &Key, (problem, detail): (DocumentProblem, String)) -> DocumentFinding {
    let document = Kind::of(key).map_or("a document", |kind| kind.what).to_owned();
    DocumentFinding { key: key.to_string(), document, problem, detail, advice: problem.advice().to_owned() }
}

pub(super) fn one(found: Vec<Option<Versioned>>) -> Option<Versioned> {
    found.into_iter().next().flatten()
}
