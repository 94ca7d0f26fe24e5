//! The service itself: what every request shares.

use std::sync::Arc;
use std::time::Duration;

use model::{ProviderUrl, Timestamp};
use store::Store;
use vault::Keyring;

use crate::audit::{Digesting, RefusalLimits, Strangers};
use crate::authenticate::{KeyHolders, SigningKeys};
use crate::clock_trust::ClockTrust;
use crate::entropy::Entropy;
use crate::error::Quota;
use crate::figures::Figures;
use crate::master_keys::MasterKeys;
use crate::other_services::{SessionPlaces, SessionsSeen};
use crate::passwords::PasswordPool;
use crate::post::PostBell;
use crate::records::{Freshness, Records};
use crate::request_ids::RequestIds;
use crate::scans::Scans;
use crate::security_keys::SecurityKeys;
use crate::session_policies::SessionPolicies;
use crate::signin::PasswordAttempts;
use crate::throttle::Throttle;
use crate::usage::Usage;
use crate::web_identity::{FetchedKeys, KeyFetcher, TokenAttempts};

/// What an operator decides.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Who issues codes, as authenticator apps show it.
    pub issuer: String,
    /// How many bytes of parsed documents are kept in memory, at most.
    pub cache_bytes: u64,
    /// How old they may be: [`Freshness::Exact`] only where no other process writes to the store.
    pub freshness: Freshness,
    /// How long events are kept, in days.
    pub audit_days: u32,
    /// How many bytes of events an account keeps, at most.
    pub audit_bytes: u64,
    /// How many users an account may have.
    pub users_of_account: u64,
    /// How long a session of the console holds that nobody uses.
    pub session_idle: Duration,
    /// How long one holds at most.
    pub session_life: Duration,
    /// Whom an owner asks who cannot get in, in the operator's words.
    pub support_contact: Option<String>,
    /// The address that mails are from, as pages name it to who waits for one.
    pub mail_from: Option<String>,
    /// How long an owner's e-mail and phone recover the account after they were changed, and the new ones do not.
    pub contact_cooling_off: Duration,
    /// How long the operator's last resort, taking away MFA or a password, waits after it was asked for.
    pub support_waiting_period: Duration,
    /// Whether another operator must approve it.
    pub support_second_operator: bool,
    /// Providers of OpenID Connect of whose tokens each is accepted once.
    pub single_use_providers: Vec<ProviderUrl>,
    /// Whether it forgets everything when it stops, and what it grants because of that.
    pub ephemeral: Option<Ephemeral>,
}

/// What a service grants whose store is gone with it: secrets that somebody made up, and a clock that is set forward.
#[derive(Clone)]
pub struct Ephemeral {
    /// The clock that those go by who sign requests: nobody sets an SDK's clock forward. What they sign is timely by this one or by
    /// the service's own.
    pub signers_clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
}

impl std::fmt::Debug for Ephemeral {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ephemeral(..)")
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            issuer: "Bartizan".to_owned(),
            cache_bytes: 64 << 20,
            freshness: Freshness::Exact,
            audit_days: 400,
            audit_bytes: 1 << 30,
            users_of_account: Quota::USERS.limit,
            session_idle: Duration::from_secs(3_600),
            session_life: Duration::from_secs(12 * 3_600),
            support_contact: None,
            mail_from: None,
            contact_cooling_off: Duration::from_hours(72),
            support_waiting_period: Duration::ZERO,
            support_second_operator: false,
            single_use_providers: Vec::new(),
            ephemeral: None,
        }
    }
}

/// What every request shares: the store and its cache, the keys, and what is counted in memory.
pub struct Service {
    pub(crate) records: Records,
    pub(crate) keyring: Arc<MasterKeys>,
    pub(crate) passwords: PasswordPool,
    pub(crate) entropy: Box<dyn Entropy>,
    pub(crate) settings: Settings,
    pub(crate) request_ids: RequestIds,
    pub(crate) signing_keys: SigningKeys,
    pub(crate) key_holders: KeyHolders,
    pub(crate) refusals: RefusalLimits,
    pub(crate) strangers: Strangers,
    pub(crate) digesting: Digesting,
    pub(crate) usage: Usage,
    pub(crate) scans: Scans,
    pub(crate) throttle: Throttle,
    pub(crate) session_policies: SessionPolicies,
    pub(crate) password_attempts: PasswordAttempts,
    pub(crate) security_keys: SecurityKeys,
    pub(crate) post: PostBell,
    pub(crate) clock_trust: ClockTrust,
    pub(crate) session_places: SessionPlaces,
    pub(crate) sessions_seen: SessionsSeen,
    pub(crate) token_attempts: TokenAttempts,
    pub(crate) fetched_keys: FetchedKeys,
    pub(crate) figures: Figures,
}

impl Service {
    /// A service over a store, which seals with a keyring.
    pub fn new(
        store: Arc<dyn Store>,
        keyring: impl Into<MasterKeys>,
        entropy: Box<dyn Entropy>,
        settings: Settings,
    ) -> Self {
        let keyring = Arc::new(keyring.into());
        Self {
            records: Records::new(store, settings.cache_bytes, settings.freshness),
            passwords: PasswordPool::new(Arc::clone(&keyring)),
            keyring,
            entropy,
            settings,
            request_ids: RequestIds::default(),
            signing_keys: SigningKeys::default(),
            key_holders: KeyHolders::default(),
            refusals: RefusalLimits::default(),
            strangers: Strangers::default(),
            digesting: Digesting::default(),
            usage: Usage::default(),
            scans: Scans::default(),
            throttle: Throttle::default(),
            session_policies: SessionPolicies::default(),
            password_attempts: PasswordAttempts::default(),
            security_keys: SecurityKeys::default(),
            post: PostBell::default(),
            clock_trust: ClockTrust::default(),
            session_places: SessionPlaces::default(),
            sessions_seen: SessionsSeen::default(),
            token_attempts: TokenAttempts::default(),
            fetched_keys: FetchedKeys::default(),
            figures: Figures::default(),
        }
    }

    /// Whether no other process writes to the store, so that what another process had begun has ended.
    pub(crate) fn owns_the_store(&self) -> bool {
        self.settings.freshness == Freshness::Exact
    }

    /// Lets the keys of providers be fetched, where the operator gave none (rule R24).
    pub fn fetch_keys_with(&self, fetcher: Box<dyn KeyFetcher>) {
        self.fetched_keys.allow(fetcher);
    }

    /// The documents.
    pub const fn records(&self) -> &Records {
        &self.records
    }

    /// What is counted for whoever watches over the installation.
    pub const fn figures(&self) -> &Figures {
        &self.figures
    }

    /// How many refusals of known principals were counted in an event instead of having one each, since the start.
    pub fn refusals_counted(&self) -> u64 {
        self.refusals.counted.now()
    }

    /// How many failures there were of callers who proved nothing, since the start.
    pub fn strangers_counted(&self) -> u64 {
        self.strangers.noted.now()
    }

    /// Whether everything is forgotten when it stops.
    pub const fn is_ephemeral(&self) -> bool {
        self.settings.ephemeral.is_some()
    }

    /// What time it is for those who sign requests, where that is not the time here.
    pub(crate) fn signers_time(&self) -> Option<Timestamp> {
        self.settings.ephemeral.as_ref().map(|ephemeral| (ephemeral.signers_clock)())
    }

    /// Whom an owner asks who cannot get in, if the operator says so.
    pub fn support_contact(&self) -> Option<&str> {
        self.settings.support_contact.as_deref()
    }

    /// The address that mails are from, if it is known.
    pub fn mail_from(&self) -> Option<&str> {
        self.settings.mail_from.as_deref()
    }

    /// The keys that it seals and opens with.
    #[must_use]
    pub fn keyring(&self) -> Arc<Keyring> {
        self.keyring.now()
    }

    /// Where passwords are hashed and verified.
    pub const fn passwords(&self) -> &PasswordPool {
        &self.passwords
    }

    /// A new id for a request.
    pub fn request_id(&self) -> String {
        self.request_ids.next(self.entropy.as_ref()).to_string()
    }

    /// What the service does by itself once a minute: it writes what was counted and when keys were last used.
    ///
    /// # Errors
    /// If the store fails; what was not written is kept for the next time, within bounds.
    pub async fn every_minute(&self, now: Timestamp) -> Result<(), crate::Error> {
        self.write_counts(now, now.secs() / 60).await
    }

    /// What became due because the clock was set forward, without anybody waiting for it: counts, reports, digests, letters and calls,
    /// and events that are too old.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn after_the_clock_moved(&self, now: Timestamp) -> Result<(), crate::Error> {
        self.every_minute(now).await?;
        self.make_reports(now).await?;
        // An hour is closed at the second look after it was over.
        self.make_audit_digests(now).await?;
        self.make_audit_digests(now).await?;
        self.expire_events(now).await?;
        self.post.ring();
        Ok(())
    }

    /// What is done once a minute, when the service stops: also what was counted in the minute that is not over.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn before_stop(&self, now: Timestamp) -> Result<(), crate::Error> {
        self.write_counts(now, u64::MAX).await
    }

    async fn write_counts(&self, now: Timestamp, refusals_before: u64) -> Result<(), crate::Error> {
        // One that fails holds no other back.
        let usage = self.usage.flush(self, now).await;
        let refusals = crate::audit::flush_refusals(self, now, refusals_before).await;
        let strangers = crate::audit::flush_strangers(self, now).await;
        let outbox = crate::audit::flush_outbox(self, now).await;
        let seen = self.flush_sessions_seen(now).await;
        usage.and(refusals).and(strangers).and(outbox).and(seen)
    }
}

impl std::fmt::Debug for Service {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Service").field("settings", &self.settings).finish_non_exhaustive()
    }
}
