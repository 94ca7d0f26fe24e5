//! The first factor of a sign-in: a password.
//!
//! An account that is not there, a user that is not there, one without a password, and a wrong password cost the same and are
//! answered alike (rule R21): one Argon2 run, no commit. Failures are counted by account, reason and network (rule R17).

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use model::{AccountAlias, AccountId, Secret, Timestamp, UserName};
use serde::{Deserialize, Serialize};

use super::{Ceremony, ConsoleLogin, Progress};
use crate::figures::PasswordResult;
use crate::passwords::{Prefix, Unanswered};
use crate::records::{Owner, PasswordRecord, RootEmail, keys};
use crate::{Caller, Credential, Error, Identity, Origin, Service, call};

/// Who somebody says to be.
#[derive(Clone, Copy)]
pub enum Claimed<'a> {
    /// A user of an account, which is named by id or alias.
    User {
        /// The id or the alias.
        account: &'a str,
        /// The user's name.
        name: &'a str,
    },
    /// The root user that an e-mail address belongs to.
    Root {
        /// The address.
        email: &'a str,
    },
}

/// Where a sign-in comes from.
#[derive(Clone, Copy)]
pub struct Browser<'a> {
    /// The address.
    pub address: IpAddr,
    /// The cookie of a browser that signed in before.
    pub known: Option<&'a str>,
}

/// Why a password was not accepted.
#[derive(Debug)]
pub enum PasswordRefused {
    /// It is not right, or nobody is called so.
    Wrong,
    /// Too many attempts: how long to wait.
    Wait(Duration),
    /// Too many others sign in at the moment.
    Busy,
    /// The service failed.
    Failed(Error),
}

/// A password that was right.
#[derive(Debug)]
pub struct PasswordStep {
    /// Who it is; signing in, no more.
    pub caller: Caller,
    /// What is proven.
    pub ceremony: Arc<Ceremony>,
}

/// What a browser that signed in before keeps.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct DeviceCookie {
    pub account: AccountId,
    pub owner: Owner,
    pub id: [u8; 16],
    pub made: Timestamp,
    /// Which password it was: one that was reset leaves no browser known.
    pub password_set: Timestamp,
}

/// For so long a browser is known.
const KNOWN: Duration = Duration::from_secs(90 * 24 * 3_600);
const KIND: &str = "browser";
/// No account and no user has a longer name; more is not kept in memory.
const LONGEST_NAME: usize = 254;

impl From<Error> for PasswordRefused {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Unanswered> for PasswordRefused {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Busy => Self::Busy,
            Unanswered::Failed => Self::Failed(unanswered.into()),
        }
    }
}

impl Service {
    /// The cookie by which a browser is known again.
    pub(super) fn device_cookie(&self, cookie: &DeviceCookie) -> Result<String, Error> {
        self.seal_cookie(cookie.account, KIND, cookie)
    }

    /// Checks a first factor.
    ///
    /// # Errors
    /// Why it does not hold.
    pub async fn prove_password(
        &self,
        claimed: Claimed<'_>,
        password: &Secret<String>,
        browser: Browser<'_>,
        now: Timestamp,
    ) -> Result<PasswordStep, PasswordRefused> {
        let proven = self.look_at_password(claimed, password, browser, now).await;
        self.figures.passwords.add(match &proven {
            Ok(_) => PasswordResult::Right,
            Err(PasswordRefused::Wrong) => PasswordResult::Wrong,
            Err(PasswordRefused::Wait(_)) => PasswordResult::Throttled,
            Err(PasswordRefused::Busy) => PasswordResult::Busy,
            Err(PasswordRefused::Failed(_)) => PasswordResult::Failed,
        });
        proven
    }

    async fn look_at_password(
        &self,
        claimed: Claimed<'_>,
        password: &Secret<String>,
        browser: Browser<'_>,
        now: Timestamp,
    ) -> Result<PasswordStep, PasswordRefused> {
        self.believe_clock()?;
        let found = self.find(claimed).await?;
        let known = browser.known.and_then(|cookie| self.open_cookie::<DeviceCookie>(KIND, cookie));
        let known = known.filter(|cookie| {
            let is_of_password = found.password().is_some_and(|record| record.set() == cookie.password_set);
            let is_of = |found: &Found| {
                found.account == Some(cookie.account) && found.owner() == Some(cookie.owner.clone())
            };
            now < cookie.made.after(KNOWN) && is_of_password && is_of(&found)
        });
        let (account, name) = match claimed {
            Claimed::User { account, name } => (counted(account), counted(name)),
            Claimed::Root { email } => (String::new(), counted(email)),
        };
        let attempt = self
            .password_attempts
            .admit((&account, &name), browser.address, known.as_ref().map(|cookie| cookie.id), now)
            .map_err(PasswordRefused::Wait)?;

        let stored = found.password();
        let prefix = Prefix::of(browser.address);
        let verified = self.passwords.verify(prefix, stored.map(|record| &record.hash), password).await;
        if verified.is_err() {
            // It was not looked at, so it was no attempt.
            self.password_attempts.succeeded(&attempt);
        }
        let is_right = verified?;
        delay(attempt.delay).await;
        let (true, Some(record), Some(identity), Some(account)) =
            (is_right, stored, found.identity.clone(), found.account)
        else {
            if self.password_attempts.failed(&attempt, now) {
                tracing::warn!("many failed sign-ins for one user or account; attempts are slowed down");
            }
            if let Some(account) = found.account {
                self.strangers.note(account, found.reason(), browser.address, now);
            }
            return Err(PasswordRefused::Wrong);
        };
        self.password_attempts.succeeded(&attempt);
        let owner = match &identity {
            Identity::Root(_) => Owner::Root,
            Identity::User(user) => Owner::User(user.id.clone()),
            Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
                return Err(PasswordRefused::Wrong);
            }
        };
        let ceremony = Arc::new(Ceremony {
            account,
            owner,
            password_set: record.set(),
            begun: now,
            id: self.entropy.array(),
            browser: known.map(|cookie| cookie.id),
            mfa: None,
            recovery: None,
            recovered: false,
            by_code: false,
        });
        let credential = Credential::SigningIn(Arc::clone(&ceremony));
        Ok(PasswordStep { caller: Caller { account, identity, credential }, ceremony })
    }

    /// Opens the session if nothing else is due; else says what was proven, which a cookie keeps until the next step.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn after_password(
        &self,
        step: &PasswordStep,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<Progress, Error> {
        call(self, &step.caller, origin, now, &ConsoleLogin {}).await
    }

    /// Whom somebody says to be, as far as there is anybody.
    async fn find(&self, claimed: Claimed<'_>) -> Result<Found, Error> {
        match claimed {
            Claimed::Root { email } => {
                let pointer = match is_address(email) {
                    true => self.records.load::<RootEmail>(keys::root_email(email)).await?,
                    false => None,
                };
                let account =
                    pointer.filter(|pointer| pointer.freed.is_none()).map(|pointer| pointer.account);
                let found = match account {
                    Some(id) => self.records.account(id).await?,
                    None => None,
                };
                Ok(Found {
                    account: found.as_ref().map(|found| found.id),
                    identity: found.map(Identity::Root),
                })
            }
            Claimed::User { account, name } => {
                let account = self.account_named(account).await?;
                // Also where there is no such account: the same reads.
                let asked = account.or_else(|| AccountId::new(1));
                let user = match (asked, name.parse::<UserName>()) {
                    (Some(asked), Ok(name)) => self.records.user(asked, &name).await?,
                    _ => None,
                };
                Ok(Found { account, identity: user.filter(|_| account.is_some()).map(Identity::User) })
            }
        }
    }

    /// The account of an id or alias, if there is one. Ids come first (rule R12).
    ///
    /// # Errors
    /// If the store fails.
    pub async fn account_named(&self, text: &str) -> Result<Option<AccountId>, Error> {
        if let Ok(id) = text.parse::<AccountId>() {
            return Ok(self.records.account(id).await?.map(|account| account.id));
        }
        match text.parse::<AccountAlias>() {
            Ok(alias) => self.records.account_of_alias(&alias).await,
            Err(_) => Ok(None),
        }
    }
}

/// Whom a sign-in is for, as far as there is anybody.
struct Found {
    account: Option<AccountId>,
    identity: Option<Identity>,
}

impl Found {
    fn password(&self) -> Option<&PasswordRecord> {
        match self.identity.as_ref()? {
            Identity::Root(account) => account.root.password.as_ref(),
            Identity::User(user) => user.credentials.password.as_ref(),
            Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => None,
        }
    }

    fn owner(&self) -> Option<Owner> {
        match self.identity.as_ref()? {
            Identity::Root(_) => Some(Owner::Root),
            Identity::User(user) => Some(Owner::User(user.id.clone())),
            Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => None,
        }
    }

    /// What the account's trail says, where names are not kept: people type passwords there (rule R7).
    const fn reason(&self) -> &'static str {
        match self.identity {
            Some(_) => "ConsoleLogin: Failed authentication",
            None => "ConsoleLogin: No username found in supplied account",
        }
    }
}

/// A name as attempts are counted by it.
fn counted(text: &str) -> String {
    text.chars().take(LONGEST_NAME).flat_map(char::to_lowercase).collect()
}

fn is_address(text: &str) -> bool {
    text.len() <= LONGEST_NAME && text.is_ascii() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

#[expect(clippy::disallowed_methods, reason = "it slows guessing down; it waits for no clock")]
async fn delay(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}
