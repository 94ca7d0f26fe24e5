//! Letters that wait to be sent: how they are kept, taken and let go.

use std::collections::HashMap;
use std::time::Duration;

use data_encoding::HEXLOWER;
use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Batch, CommitError, Partition, ScanRange};
use vault::{Binding, Purpose, Salt, Sealed};

use super::{Letter, Writing};
use crate::error::{Error, Failure};
use crate::records::{Document, Loaded, keys};
use crate::{Changes, Service};

/// What is kept of a letter.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StoredLetter {
    schema: u32,
    pub(crate) id: String,
    pub(crate) account: AccountId,
    until: Timestamp,
    /// When it is tried next.
    due: Timestamp,
    /// How often it was tried.
    tries: u32,
    /// The rest.
    pub(crate) sealed: Sealed,
}

impl StoredLetter {
    const SCHEMA: u32 = 1;
}

impl Document for StoredLetter {}

/// What is sealed of it.
#[derive(Serialize, Deserialize)]
struct Contents {
    to: String,
    language: Option<String>,
    writing: Writing,
}

/// A letter that is due, and its place in the store.
#[derive(Debug)]
pub struct WaitingLetter {
    letter: Letter,
    stored: Loaded<StoredLetter>,
}

impl WaitingLetter {
    /// The letter.
    pub const fn letter(&self) -> &Letter {
        &self.letter
    }

    /// What names it, here and in its `Message-ID`: a letter that is sent twice is the same letter.
    pub fn id(&self) -> &str {
        &self.stored.id
    }
}

/// The wait after the first failure; each further one doubles it, up to [`LONGEST_WAIT`].
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(900);

impl Service {
    /// Keeps a letter among what is committed.
    pub(crate) fn post(&self, changes: Changes, letter: &Letter, now: Timestamp) -> Result<Changes, Error> {
        let id = HEXLOWER.encode(&self.entropy.array::<16>());
        let stored = self.stored(&id, letter, now)?;
        Ok(changes.create(keys::letter(&id), &stored).posted())
    }

    /// The same in a batch. Whoever commits it rings the bell.
    pub(super) fn post_in(&self, batch: Batch, letter: &Letter, now: Timestamp) -> Result<Batch, Error> {
        let id = HEXLOWER.encode(&self.entropy.array::<16>());
        let key = keys::letter(&id);
        let body = crate::records::body(&self.stored(&id, letter, now)?)?;
        Ok(batch.expect(key.clone(), store::Expected::Absent).put(key, body))
    }

    fn stored(&self, id: &str, letter: &Letter, now: Timestamp) -> Result<StoredLetter, Error> {
        let failed = || Error::ServiceFailure(Failure::Sealed("letter"));
        let Letter { account, to, language, writing, until } = letter.clone();
        let text = serde_json::to_vec(&Contents { to, language, writing }).map_err(|_| failed())?;
        let salt = Salt(self.entropy.array());
        let sealed = self.keyring.now().seal(Purpose::Letter, &letter_binding(account, id), salt, &text);
        let sealed = sealed.map_err(|_| failed())?;
        Ok(StoredLetter {
            schema: StoredLetter::SCHEMA,
            id: id.to_owned(),
            account,
            until,
            due: now,
            tries: 0,
            sealed,
        })
    }

    /// Letters that are due, so many at most: those first that are worth something for the shortest time, which are the links and codes that
    /// somebody waits for. What is worth nothing any more is let go, and what cannot be opened too: its key is gone.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn letters_due(&self, most: usize, now: Timestamp) -> Result<Vec<WaitingLetter>, Error> {
        let (mut first, mut waiting) = (Vec::new(), 0);
        let mut range = ScanRange::prefix(Partition::Global, keys::LETTERS);
        loop {
            let (page, next) = self.records.scan_readable::<StoredLetter>(&range, PAGE).await?;
            for stored in page {
                if stored.until <= now {
                    tracing::warn!(account = %stored.account, tries = stored.tries, "a letter could not be sent in time");
                    self.let_go(&stored, now).await?;
                    self.figures.letters.too_late.add();
                    continue;
                }
                waiting += 1;
                if stored.due <= now {
                    first.push(stored);
                }
            }
            keep_first(&mut first, most);
            match next {
                Some(next) => range = range.after(&next.path),
                None => break,
            }
        }
        self.figures.letters.waiting.set(waiting);
        let mut due = Vec::new();
        for stored in first {
            match self.opened(&stored) {
                Opened::Letter(letter) => due.push(WaitingLetter { letter, stored }),
                Opened::KeyGone => {
                    tracing::warn!(account = %stored.account, "a letter cannot be opened any more, and is let go");
                    self.let_go(&stored, now).await?;
                }
                // Written by a later version, which may run again.
                Opened::Unknown => {
                    tracing::warn!(account = %stored.account, "a letter of a kind that this version does not know waits");
                    self.put_off(&stored, now).await?;
                }
            }
        }
        Ok(due)
    }

    fn opened(&self, stored: &StoredLetter) -> Opened {
        let binding = letter_binding(stored.account, &stored.id);
        let Ok(opened) = self.keyring.now().open(Purpose::Letter, &binding, &stored.sealed) else {
            return Opened::KeyGone;
        };
        match serde_json::from_slice(opened.expose()) {
            Ok(Contents { to, language, writing }) => {
                Opened::Letter(Letter { account: stored.account, to, language, writing, until: stored.until })
            }
            Err(_) => Opened::Unknown,
        }
    }

    /// A letter was sent: it is let go.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn letter_sent(&self, letter: &WaitingLetter, now: Timestamp) -> Result<(), Error> {
        self.let_go(&letter.stored, now).await
    }

    /// A letter could not be sent: it is tried again later.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn letter_failed(&self, letter: &WaitingLetter, now: Timestamp) -> Result<(), Error> {
        self.put_off(&letter.stored, now).await
    }

    async fn put_off(&self, stored: &Loaded<StoredLetter>, now: Timestamp) -> Result<(), Error> {
        let wait = FIRST_WAIT.saturating_mul(1 << stored.tries.min(16)).min(LONGEST_WAIT);
        let after = StoredLetter {
            schema: StoredLetter::SCHEMA,
            id: stored.id.clone(),
            account: stored.account,
            until: stored.until,
            due: now.after(wait),
            tries: stored.tries.saturating_add(1),
            sealed: stored.sealed.clone(),
        };
        let (key, expected) = stored.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected);
        self.finished(batch.put(key, crate::records::body(&after)?)).await
    }

    async fn let_go(&self, stored: &Loaded<StoredLetter>, now: Timestamp) -> Result<(), Error> {
        let (key, expected) = stored.watched();
        self.finished(Batch::at(now.micros()).expect(key.clone(), expected).delete(key)).await
    }

    /// Who else took the letter has done the same with it.
    async fn finished(&self, batch: Batch) -> Result<(), Error> {
        match self.records.commit(batch).await {
            Ok(_) | Err(CommitError::Conflict { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// What rings when something was committed that is to be sent.
    pub const fn post_bell(&self) -> &super::PostBell {
        &self.post
    }
}

/// So many are looked at in one read.
const PAGE: usize = 500;
/// So many of one account go before those of others: one whose mails nobody takes must not stand before everybody's.
const OF_ONE_ACCOUNT: usize = 8;

/// What comes of opening a letter.
enum Opened {
    Letter(Letter),
    KeyGone,
    Unknown,
}

/// Keeps those that are sent first.
fn keep_first(due: &mut Vec<Loaded<StoredLetter>>, most: usize) {
    due.sort_by_key(|stored| stored.until);
    let mut of_account: HashMap<AccountId, usize> = HashMap::new();
    due.sort_by_cached_key(|stored| {
        let before = of_account.entry(stored.account).or_default();
        *before += 1;
        *before > OF_ONE_ACCOUNT
    });
    due.truncate(most);
}

/// What a letter is sealed to.
pub(crate) const fn letter_binding(account: AccountId, id: &str) -> Binding<'_> {
    Binding { account, subject: id, field: "letter" }
}
