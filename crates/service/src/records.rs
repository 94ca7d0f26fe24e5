//! The documents, and the typed look-ups of them, written once.
//!
//! Keys are text, account first; each part ends in `/`; names in them are folded:
//!
//! | key | document |
//! |---|---|
//! | `account/` | [`Account`], its root user included |
//! | `contacts/` | [`Contacts`]: whom the account names |
//! | `user/NAME/` | [`User`]: identity, keys, enabled devices |
//! | `group/NAME/`, `role/NAME/`, `policy/NAME/` | [`Group`], [`Role`], [`ManagedPolicy`] |
//! | `instance-profile/NAME/` | [`InstanceProfile`] |
//! | `role-profile/AROA…/NAME/` | [`ProfileOfRole`]: index: the instance profiles that a role is in |
//! | `ssh-keys/AIDA…/` | [`Belongings`] of [`SshKey`]: a user's |
//! | `signing-certificates/OWNER-ID/` | [`Belongings`] of [`SigningCertificate`]: a user's, or the root user's |
//! | `signing-certificate/HASH/` | [`CertificateOwner`]: index: who has it |
//! | `service-credentials/AIDA…/` | [`Belongings`] of [`ServiceCredential`]: a user's |
//! | `server-certificate/NAME/` | [`ServerCertificate`] |
//! | `id/AIDA…/` | [`NamePointer`]: the name of a user, a group or a role |
//! | `member/AGPA…/AIDA…/` | index: the members of a group |
//! | `attached/ANPA…/KIND/ID/`, `boundary/…` | index: who uses a managed policy |
//! | `oidc-provider/HOST/PATH/` | [`OidcProvider`] |
//! | `saml-provider/NAME/` | [`SamlProvider`] |
//! | `service-control/` | [`ServiceControlPolicies`] |
//! | `key/AKIA…/` | [`KeyOwner`]: whose key it is |
//! | `mfa/PATH/NAME/` | [`MfaDevice`] |
//! | `clock/DEVICE-ID/` | [`DeviceClock`]: what is known of a device's clock; it changes at every code |
//! | `guesses/OWNER-ID/` | [`Guesses`]: what was guessed wrong |
//! | `password-policy/` | [`PasswordPolicy`] |
//! | `passwords/AIDA…/` | [`PasswordHistory`]: what a user had before |
//! | `wrong-passwords/AIDA…/`, `wrong-passwords/123456789012/` | [`WrongPasswords`]: wrong old ones |
//! | `used/AKIA…/`, `used/AROA…/`, `used/AIDA…/` | [`LastUsed`]: of a key, a role, a password |
//! | `console-session/OWNER-ID/ID/` | [`ConsoleSession`] |
//! | `count/KIND/` | a counter, moved by bounded adds |
//! | `access-report/JOB-ID/` | [`AccessReport`]: when which services were called last |
//! | `credential-report/` | [`CredentialReport`]: how far it is |
//! | `credential-report-part/REPORT-ID/NUMBER/` | [`ReportPart`]: a part of its text |
//! | global `credential-report/TIME/ACCOUNT/` | [`QueuedReport`]: when the background job looks at it next |
//! | global `outbox/EVENT-ID/` | an event for the trail of another account than the caller's |
//! | global `key-check/` | [`KeyCheck`]: which master key is the store's |
//! | global `form/` | the form of all these documents |
//! | global `store/` | [`StoreName`]: what names the store, also in its backups |
//! | global `epoch/` | [`Epoch`]: how far a restore, a copy or a fence is, or which was the last |
//! | global `root-email/EMAIL/` | [`RootEmail`]: the account of a root user's e-mail, or that had it a short while ago |
//! | `signin-token/TIME/HASH/` | [`SigninToken`]: temporary credentials that may open a session of the console |
//! | global `token/SERIAL/` | [`HardwareToken`] |
//! | global `token-import/` | [`TokenImport`]: the one that is under way |
//! | global `seed-fingerprint-key/` | [`SeedFingerprintKey`] |
//! | global `token-clock/FINGERPRINT/` | [`DeviceClock`] of a token's seed, whatever becomes of the token |
//! | `security-key/ID/` | [`SecurityKey`] |
//! | `security-key-credential/HASH/` | index: that a credential is registered here |
//! | `key-question/OWNER-ID/SESSION/SORT/` | [`KeyQuestion`]: what a security key was asked, until it answers |
//! | global `relying-party/` | [`RelyingPartyName`]: the name that security keys know this installation by |
//! | global `fido-metadata/` | [`FidoMetadata`]: which metadata file is in force |
//! | global `fido-models/BYTE/` | [`FidoModels`]: what it says of models of security keys |
//! | `login-code/TIME/HASH/` | [`LoginCode`]: what a program exchanges for a session at a terminal |
//! | `terminal-session/OWNER-ID/ID/` | [`TerminalSession`] |
//! | `spent-proof/TIME/HASH/` | [`SpentProof`]: a proof of possession that was used |
//! | `audit-digest/NUMBER/` | [`AuditDigest`]: which events there were in an hour, signed |
//! | `audit-let-go/` | [`AuditLetGo`]: up to where the trail was let go, signed |
//! | `recovery/ID/` | [`Recovery`]: how far a recovery by alternative factors is |
//! | `recovery-budget/` | [`RecoveryBudget`]: what recoveries that led to nothing have cost |
//! | `recovery-codes/OWNER-ID/` | [`RecoveryCodes`]: hashes of the codes that somebody made |
//! | global `call/HASH/` | [`VoiceCall`]: a call that a recovery asked for |
//! | global `support-request/ACCOUNT/OWNER-ID/DEED/` | [`SupportRequest`]: what the operator asked for and has to wait with |
//! | global `email-codes/DAY/…/` | a counter: codes sent on a day, for an account or to an address |
//! | `registered-service/NAME/` | [`RegisteredService`]: a service that asks here about its own callers |
//! | global `service-host/HOST/` | [`HostClaim`]: which registered service a host is |
//! | global `alias/NAME/` | [`AliasClaim`]: the account that has an alias, or had it a short while ago |

mod access_report;
mod account;
mod alias;
mod audit_digest;
mod belongings;
mod cache;
mod console_session;
mod contacts;
mod credential_report;
mod credentials;
mod device;
mod epoch;
mod fido_metadata;
#[cfg(test)]
mod fixtures;
mod form;
mod group;
mod guesses;
mod hardware_token;
mod instance_profile;
mod key_check;
pub mod keys;
mod loaded;
mod lookups;
mod managed_policy;
mod oidc_provider;
mod passwords;
mod permissions;
mod pointers;
mod policy_document;
mod recovery;
mod recovery_codes;
mod registered_service;
mod role;
mod saml_provider;
mod security_key;
mod server_certificate;
mod service_control;
mod signin_token;
mod support_request;
mod terminal;
mod token_import;
mod unsettled;
mod upgrade;
mod user;

use std::sync::Arc;

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Batch, CommitError, Committed, Direction, Key, ScanRange, Store, StoreError, Versioned};

pub use access_report::{AccessReport, AccessingEntity, AccessingKind, LastCall};
pub use account::{Account, EmailChange, EmailCode, RestingAlias};
pub use alias::AliasClaim;
pub use audit_digest::{AuditDigest, AuditLetGo};
pub use belongings::{
    Belonging, Belongings, CertificateOwner, ServiceCredential, SigningCertificate, SshKey,
};
pub use cache::{CacheStatistics, Freshness};
pub use console_session::{ConsoleSession, FederatedCredentials, SeenDevice};
pub use contacts::{AlternateContact, Contacts, PrimaryContact};
pub use credential_report::{CredentialReport, QueuedReport, ReportPart, ReportProgress, ReportStage};
pub use credentials::{AccessKey, Credentials, EnabledDevice, PasswordRecord};
pub use device::{Assignment, DeviceClock, MfaDevice};
pub use epoch::{Epoch, EpochCause, EpochState, StoreName};
pub use fido_metadata::{FidoMetadata, FidoModels};
pub use form::Form;
pub(crate) use form::StoreForm;
pub use group::Group;
pub use guesses::Guesses;
pub use hardware_token::{HardwareToken, TokenAssignment};
pub use instance_profile::{InstanceProfile, ProfileOfRole};
pub use key_check::KeyCheck;
pub use loaded::Loaded;
pub use managed_policy::{ManagedPolicy, PolicyVersion};
pub use oidc_provider::{GivenKeys, OidcProvider};
pub use passwords::{PasswordHistory, PasswordPolicy, WrongPasswords};
pub use permissions::{Holder, HolderKind, InlinePolicy, Permissions};
pub use pointers::{Count, Identified, KeyOwner, LastUsed, NamePointer, Owner, Present, RootEmail};
pub use policy_document::{Inline, Managed, PolicyDocument, PolicyKind, ServiceControl, Trust};
pub use recovery::{
    Recovery, RecoveryBudget, RecoveryCall, RecoveryMail, RecoveryParty, RecoverySpent, VoiceCall,
    VoiceCallState,
};
pub use recovery_codes::{KeptCode, RecoveryCodes};
pub use registered_service::{HostClaim, RegisteredService, ServedAccounts};
pub use role::Role;
pub use saml_provider::SamlProvider;
pub use security_key::{Asked, Asker, KeyQuestion, RelyingPartyName, SecurityKey};
pub use server_certificate::ServerCertificate;
pub use service_control::{ServiceControlPolicies, ServiceControlPolicy};
pub use signin_token::SigninToken;
pub use support_request::{SupportDeed, SupportRequest};
pub use terminal::{LoginCode, SpentProof, TerminalSession};
pub use token_import::{SeedFingerprintKey, TokenImport};
pub use unsettled::{Former, UndoLink, Unsettled};
pub use user::User;

use crate::error::{Error, Failure, Limit};
use crate::figures::{Commits, Stopwatch};
use cache::{Cache, Hit, Missed, Origin, Writing};

/// A stored document.
pub trait Document: Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static {}

/// Reads and writes documents through the cache.
pub struct Records {
    store: Arc<dyn Store>,
    cache: Arc<Cache>,
    commits: Arc<Commits>,
}

impl Records {
    pub(crate) fn new(store: Arc<dyn Store>, cache_bytes: u64, freshness: Freshness) -> Self {
        Self { store, cache: Arc::new(Cache::new(cache_bytes, freshness)), commits: Arc::default() }
    }

    /// How the cache has done since the start.
    #[must_use]
    pub fn cache_statistics(&self) -> CacheStatistics {
        self.cache.statistics()
    }

    /// What was committed since the start, and what went wrong with the store.
    #[must_use]
    pub fn commits(&self) -> &Commits {
        &self.commits
    }

    /// Whether the store answers: a read past the cache.
    ///
    /// # Errors
    /// If it does not.
    pub async fn probe(&self) -> Result<(), Error> {
        self.counted(self.store.get(&[form::key()]).await).map(|_| ())
    }

    /// Counts a read that failed.
    fn counted<T>(&self, result: Result<T, StoreError>) -> Result<T, Error> {
        if result.is_err() {
            self.commits.failed_reads.add();
        }
        Ok(result?)
    }

    /// The store beneath.
    pub fn store(&self) -> &dyn Store {
        self.store.as_ref()
    }

    /// The document under a key.
    pub(crate) async fn load<T: Document>(&self, key: Key) -> Result<Option<Loaded<T>>, Error> {
        if let Some(hit) = self.cache.find(&key) {
            return self.remembered(key, hit);
        }
        let reading = match self.cache.miss(&key).await {
            Missed::Found(hit) => return self.remembered(key, hit),
            Missed::Reading(reading) => reading,
        };
        let found = self.counted(self.store.get(std::slice::from_ref(&key)).await)?.pop().flatten();
        let Some(versioned) = found else {
            reading.keep(&key, Hit::Absent);
            return Ok(None);
        };
        let loaded = Loaded::<T>::parse(key, &versioned)?;
        reading.keep(loaded.key(), Hit::of(&loaded, versioned.body.len()));
        Ok(Some(loaded))
    }

    /// Reads documents of any kind that will be asked for one after the other, at once, as far as memory does not have them: a store
    /// on another machine is asked once instead of each time.
    ///
    /// # Errors
    /// If the store fails.
    pub(crate) async fn in_advance(&self, keys: impl IntoIterator<Item = Key>) -> Result<(), Error> {
        let (keys, readings): (Vec<_>, Vec<_>) = self.cache.missing(keys).into_iter().unzip();
        // One alone is read as well by whoever needs it, and only if it is needed.
        if keys.len() < 2 {
            return Ok(());
        }
        let found = self.counted(self.store.get(&keys).await)?;
        for ((key, reading), found) in keys.iter().zip(readings).zip(found) {
            let unparsed = |Versioned { revision, body }| Hit::Unparsed {
                revision,
                body,
                origin: Origin::ReadInAdvance,
            };
            reading.keep(key, found.map_or(Hit::Absent, unparsed));
        }
        Ok(())
    }

    /// A document of which the cache knew. What was only written yet is parsed once.
    fn remembered<T: Document>(&self, key: Key, hit: Hit) -> Result<Option<Loaded<T>>, Error> {
        let is_parsed = !matches!(hit, Hit::Unparsed { .. });
        let loaded = hit.loaded(key)?;
        if let Some(loaded) = loaded.as_ref().filter(|_| !is_parsed) {
            self.cache.parsed(loaded);
        }
        Ok(loaded)
    }

    /// Documents in the order of their keys.
    pub(crate) async fn scan<T: Document>(
        &self,
        range: &ScanRange,
        limit: usize,
    ) -> Result<Vec<Loaded<T>>, Error> {
        self.scan_sized(range, limit).await.map(|(documents, _)| documents)
    }

    /// The same, and how many bytes they have together as they are stored.
    pub(crate) async fn scan_sized<T: Document>(
        &self,
        range: &ScanRange,
        limit: usize,
    ) -> Result<(Vec<Loaded<T>>, usize), Error> {
        let found = self.counted(self.store.scan(range, Direction::Forward, limit).await)?;
        let bytes = found.iter().map(|(_, versioned)| versioned.body.len()).sum();
        let documents = found.into_iter().map(|(key, versioned)| Loaded::parse(key, &versioned));
        Ok((documents.collect::<Result<_, _>>()?, bytes))
    }

    /// The same, without what cannot be read: it is named in the log, and stands in nobody's way. Beside it, the last key, if the page is full.
    pub(crate) async fn scan_readable<T: Document>(
        &self,
        range: &ScanRange,
        page: usize,
    ) -> Result<(Vec<Loaded<T>>, Option<Key>), Error> {
        let found = self.counted(self.store.scan(range, Direction::Forward, page).await)?;
        let next = found.last().filter(|_| found.len() == page).map(|(key, _)| key.clone());
        let read = found.into_iter().filter_map(|(key, versioned)| {
            Loaded::parse(key, &versioned).inspect_err(|error| tracing::error!(%error, "left aside")).ok()
        });
        Ok((read.collect(), next))
    }

    /// Commits a batch. Whoever reads after this has answered sees what it wrote.
    ///
    /// It runs to its end also if nobody waits for it any more: a commit that happened, and of which the cache was not told,
    /// would leave what it replaced in memory.
    pub(crate) async fn commit(&self, batch: Batch) -> Result<Committed, CommitError> {
        let (store, commits) = (Arc::clone(&self.store), Arc::clone(&self.commits));
        let (writing, events) = (Writing::of(&self.cache, &batch), batch.events.len() as u64);
        let commit = tokio::spawn(async move {
            let began = Stopwatch::start();
            let result = store.commit(batch).await;
            commits.add(&result, began.elapsed(), events);
            match &result {
                Ok(committed) => writing.happened(committed),
                Err(CommitError::Unknown) => drop(writing),
                Err(CommitError::Conflict { key }) => writing.met_another(key),
                Err(CommitError::OverLimit { .. } | CommitError::Failed(_)) => writing.did_not_happen(),
            }
            result
        });
        commit.await.unwrap_or(Err(CommitError::Unknown))
    }
}

/// A document as it is stored.
pub(crate) fn body<T: Document>(document: &T) -> Result<Bytes, Error> {
    let body = serde_json::to_vec(document)
        .map_err(|_| Error::ServiceFailure(Failure::Corrupt(std::any::type_name::<T>().to_owned())))?;
    if body.len() > store::limits::BODY_BYTES { Err(Limit::DocumentSize.into()) } else { Ok(body.into()) }
}
