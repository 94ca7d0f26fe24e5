//! What the operator does with master keys: another one takes over, older ones go (rule R4).
//!
//! What is stored is sealed anew under the current key, a document at a time, each expected unchanged; who is killed in the middle finds what is
//! left by its generation, and goes on. Session tokens, cookies and markers cannot be sealed anew: they are brought along by whoever has
//! them, so an older key opens them for [`LAST`] after the last thing that is stored stopped needing it. Passwords cannot be hashed
//! anew: of a key that goes its pepper stays as long as one of them needs it, which opens nothing else.
//!
//! A key that somebody else may have opens nothing that is brought, from the moment on at which that is said, and ends minutes after all
//! that is stored is sealed anew; sessions end, and each password that was hashed with its pepper must be changed.

use std::time::Duration;

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use store::{Batch, CommitError, Direction, Expected, Key, Partition, ScanRange, Versioned};
use vault::{Generation, KeyRole, Keyring};

use super::Operator;
use super::told::Told;
use crate::records::{Account, keys};
use crate::verify::Needed;
use crate::{Error, Service};

/// So long after its last use an older key opens what people bring: no session lasts longer.
const LAST: Duration = Duration::from_hours(36);
/// So long a key that others may have opens what is stored, after nothing that was found there needed it: what was being written while the
/// keys changed is found by the next look.
const SETTLING: Duration = Duration::from_mins(2);
/// Documents that are looked at, and written, at once.
const PAGE: usize = 100;

/// A key, or what is left of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MasterKeyView {
    /// Which: 1 is the first.
    pub generation: u32,
    /// `Next`, `Current`, `Older`, `Exposed` or `PepperOnly`.
    pub state: String,
    /// When it was made, if that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub create_date: Option<String>,
    /// From when on it opens nothing, if that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<String>,
    /// How many documents have something sealed under it.
    pub documents: u64,
    /// How many documents have a password that was hashed with its pepper.
    pub passwords: u64,
}

/// What was done for a rotation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct SealedAnew {
    /// Accounts that were gone through.
    #[serde(default)]
    pub accounts: u64,
    /// Documents that were looked at.
    pub documents: u64,
    /// Documents of which something was sealed anew.
    pub sealed_anew: u64,
    /// Documents that changed each time, or whose seals do not open: the next look finds them again.
    pub left: u64,
}

impl Service {
    /// Adds a key that does not seal yet: for several nodes, each of which must have it before any activates it. Gives its generation.
    ///
    /// # Errors
    /// If one waits already, or the key file cannot be written.
    pub async fn add_master_key(&self, operator: Operator, now: Timestamp) -> Result<u32, Error> {
        let _turn = self.keyring.turn().await;
        let key = self.entropy.array();
        let after =
            self.keyring.change(|held| held.with_next(key, Some(now)).map_err(|error| error.to_string()))?;
        let added = after.current().number().saturating_add(1);
        self.tell_of_keys("AddMasterKey", operator, added, now).await?;
        Ok(added)
    }

    /// From now on the key that was added seals. Gives its generation.
    ///
    /// # Errors
    /// If none waits, or the key file cannot be written.
    pub async fn activate_master_key(&self, operator: Operator, now: Timestamp) -> Result<u32, Error> {
        let _turn = self.keyring.turn().await;
        let after = self.keyring.change(|held| held.activated().map_err(|error| error.to_string()))?;
        let generation = after.current().number();
        self.tell_of_keys("ActivateMasterKey", operator, generation, now).await?;
        Ok(generation)
    }

    /// Another key seals from now on. If somebody else may have those before, all sessions end, and those keys with what they sealed
    /// as soon as that is sealed anew. Gives the new generation.
    ///
    /// # Errors
    /// If the key file cannot be written, or the store fails: then what was not ended yet is, when this is done again.
    pub async fn rotate_master_key(
        &self,
        operator: Operator,
        is_compromised: bool,
        now: Timestamp,
    ) -> Result<u32, Error> {
        let _turn = self.keyring.turn().await;
        let key = self.entropy.array();
        let after = self.keyring.change(|held| {
            let added = held.with_next(key, Some(now)).map_err(|error| {
                format!("{error}: activate it (bartizan keys activate) on every node, then rotate again")
            })?;
            let active = added.activated().map_err(|error| error.to_string())?;
            Ok(if is_compromised { active.exposed() } else { active })
        })?;
        if is_compromised {
            self.end_all_sessions(now).await?;
        }
        let name = if is_compromised { "ReplaceCompromisedMasterKey" } else { "RotateMasterKey" };
        let generation = after.current().number();
        self.tell_of_keys(name, operator, generation, now).await?;
        Ok(generation)
    }

    async fn tell_of_keys(
        &self,
        name: &'static str,
        operator: Operator,
        generation: u32,
        now: Timestamp,
    ) -> Result<(), Error> {
        let parameters = json!({ "generation": generation });
        let told = Told { operator, account: None, name, parameters, details: Map::new(), at: now };
        self.commit_told(Batch::at(now.micros()), &told).await
    }

    /// Sessions that were issued until now, of everybody, are over: of the console too.
    async fn end_all_sessions(&self, now: Timestamp) -> Result<(), Error> {
        for account in self.all_accounts().await? {
            again!(self, self.end_sessions_of_account(account, now))?;
        }
        Ok(())
    }

    async fn end_sessions_of_account(&self, account: AccountId, now: Timestamp) -> Result<(), Error> {
        let Some(found) = self.records.account(account).await? else { return Ok(()) };
        let sessions_valid_after = found.sessions_valid_after.max(now);
        let after = Account { sessions_valid_after, ..Account::clone(&found) };
        let (key, expected) = found.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected);
        self.records.commit(batch.put(key, crate::records::body(&after)?)).await?;
        Ok(())
    }

    /// The keys, and how much still needs each. It looks at every document.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn master_keys(&self) -> Result<Vec<MasterKeyView>, Error> {
        let (needed, _) = self.walk_seals(None, &|_| {}).await?;
        let view = |state: vault::KeyState| {
            let generation = state.generation.number();
            MasterKeyView {
                generation,
                state: match state.role {
                    KeyRole::Next => "Next",
                    KeyRole::Current => "Current",
                    KeyRole::Older => "Older",
                    KeyRole::KnownToOthers => "Exposed",
                    KeyRole::PepperOnly => "PepperOnly",
                }
                .to_owned(),
                create_date: state.made.map(Timestamp::extended),
                until: state.until.map(Timestamp::extended),
                documents: needed.seals.get(&generation).copied().unwrap_or_default(),
                passwords: needed.passwords.get(&generation).copied().unwrap_or_default(),
            }
        };
        Ok(self.keyring.now().states().into_iter().map(view).collect())
    }

    /// What the service does by itself while there are older keys: it seals anew what they sealed, and lets them go in time. Nothing, if
    /// there is nothing to do.
    ///
    /// # Errors
    /// If the store fails, or the key file cannot be written.
    pub async fn retire_master_keys(&self, now: Timestamp) -> Result<Option<SealedAnew>, Error> {
        let waits = |state: &vault::KeyState| match state.role {
            KeyRole::KnownToOthers | KeyRole::Older => state.until.is_none_or(|until| until <= now),
            KeyRole::Next | KeyRole::Current | KeyRole::PepperOnly => false,
        };
        if !self.keyring.now().states().iter().any(waits) || !self.keyring.are_due(now) {
            return Ok(None);
        }
        self.seal_anew(now).await.map(Some)
    }

    /// Seals anew whatever is not sealed under the current key, and lets go of keys that nothing needs.
    ///
    /// # Errors
    /// If the store fails, or the key file cannot be written.
    pub async fn seal_anew(&self, now: Timestamp) -> Result<SealedAnew, Error> {
        self.seal_anew_watched(now, &|_| {}).await
    }

    /// The same, for somebody who watches: they are told again and again how far it is.
    ///
    /// # Errors
    /// As of [`Service::seal_anew`].
    pub async fn seal_anew_watched(
        &self,
        now: Timestamp,
        watch: &(dyn Fn(SealedAnew) + Sync),
    ) -> Result<SealedAnew, Error> {
        let _turn = self.keyring.turn().await;
        let (needed, done) = self.walk_seals(Some(now), watch).await?;
        let held = self.keyring.now();
        let after = retired(&held, &needed, now);
        if after.states() != held.states() {
            self.keyring.change(|found| Ok(retired(found, &needed, now)))?;
        }
        tracing::info!(
            documents = done.documents,
            sealed_anew = done.sealed_anew,
            left = done.left,
            "sealed anew under the current master key"
        );
        Ok(done)
    }

    /// Looks at every document: which keys it needs; with a moment, after it was sealed anew.
    async fn walk_seals(
        &self,
        anew: Option<Timestamp>,
        watch: &(dyn Fn(SealedAnew) + Sync),
    ) -> Result<(Needed, SealedAnew), Error> {
        let (mut needed, mut done) = (Needed::default(), SealedAnew::default());
        let mut partition = Some(Partition::Global);
        while let Some(here) = partition {
            let mut range = ScanRange::all(here);
            loop {
                let page = self.records.store().scan(&range, Direction::Forward, PAGE).await?;
                done.documents += page.len() as u64;
                for (key, versioned) in &page {
                    let body = match anew {
                        Some(now) => self.sealed_anew(key, versioned, now, &mut done).await?,
                        None => versioned.body.clone(),
                    };
                    needed.add(key, &body);
                }
                watch(done);
                match page.last() {
                    Some((last, _)) if page.len() == PAGE => range = ScanRange::all(here).after(&last.path),
                    _ => break,
                }
                tokio::task::yield_now().await;
            }
            let after = match here {
                Partition::Global => None,
                Partition::Account(number) => Some(number),
            };
            if let (Some(now), Some(account)) = (anew, after.and_then(AccountId::new)) {
                self.sign_audit_anew(account, now).await?;
            }
            done.accounts += u64::from(after.is_some());
            partition =
                self.records.store().accounts(after, 1).await?.first().copied().map(Partition::Account);
        }
        watch(done);
        Ok((needed, done))
    }

    /// A document under the current key: as it is stored then.
    async fn sealed_anew(
        &self,
        key: &Key,
        versioned: &Versioned,
        now: Timestamp,
        done: &mut SealedAnew,
    ) -> Result<bytes::Bytes, Error> {
        const TRIES: usize = 8;
        let mut found = versioned.clone();
        for _ in 0..TRIES {
            let Some(after) = crate::verify::sealed_anew(self, key, &found.body) else {
                return Ok(found.body);
            };
            let after = bytes::Bytes::from(after);
            let batch = Batch::at(now.micros())
                .expect(key.clone(), Expected::At(found.revision))
                .put(key.clone(), after.clone());
            match self.records.commit(batch).await {
                Ok(_) => {
                    done.sealed_anew += 1;
                    return Ok(after);
                }
                Err(CommitError::Conflict { .. } | CommitError::Unknown) => {
                    let read = self.records.store().get(std::slice::from_ref(key)).await?.pop().flatten();
                    match read {
                        Some(read) => found = read,
                        // It is gone, and needs no key.
                        None => return Ok(bytes::Bytes::new()),
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        done.left += 1;
        Ok(found.body)
    }
}

/// The keyring without what nothing needs any more.
fn retired(keyring: &Keyring, needed: &Needed, now: Timestamp) -> Keyring {
    let mut after = keyring.clone();
    let count = |of: &std::collections::BTreeMap<u32, u64>, generation: Generation| {
        of.get(&generation.number()).copied().unwrap_or_default()
    };
    for state in keyring.states() {
        let is_needed = count(&needed.seals, state.generation) > 0;
        let has_passwords = count(&needed.passwords, state.generation) > 0;
        match (state.role, state.until) {
            (KeyRole::KnownToOthers | KeyRole::Older, Some(until)) if until <= now && !is_needed => {
                after = after.without(state.generation, has_passwords);
            }
            (KeyRole::KnownToOthers, None) if !is_needed => {
                after = after.ending(state.generation, now.after(SETTLING));
            }
            (KeyRole::Older, None) if !is_needed => after = after.ending(state.generation, now.after(LAST)),
            (KeyRole::PepperOnly, _) if !has_passwords => after = after.without(state.generation, false),
            _ => {}
        }
    }
    after
}

impl Service {
    /// The newest digest of an account, and the note of what was let go, under the current key.
    async fn sign_audit_anew(&self, account: AccountId, now: Timestamp) -> Result<(), Error> {
        let current = self.keyring.now().current();
        self.renew_audit_head(account, current.number(), now).await?;
        let note = keys::audit_let_go(account);
        if self.records.store().get(std::slice::from_ref(&note)).await?.iter().flatten().next().is_some() {
            self.renew_let_go(account, current.number(), now).await?;
        }
        Ok(())
    }
}
