//! What was proven in a sign-in that is not complete, sealed into a cookie.

use std::sync::Arc;
use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use model::{AccountId, Timestamp};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use vault::{Binding, Purpose, Salt, Sealed};

use super::recovery::{LONGEST_RECOVERY, LONGEST_REST, RecoveryPass};
use crate::authenticate::identity;
use crate::error::{Error, Failure};
use crate::records::{Owner, PasswordRecord, SeenDevice};
use crate::{Caller, Credential, Identity, Service};

/// How long a sign-in may take.
const LONGEST: Duration = Duration::from_secs(10 * 60);
/// No cookie of ours is longer.
const LONGEST_COOKIE: usize = 2_048;

/// What was proven so far. Only a right password makes one, and only a right code adds a device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ceremony {
    /// The account.
    pub account: AccountId,
    /// Whose password it was.
    pub owner: Owner,
    /// Which password: it ends what was begun with the one before.
    pub password_set: Timestamp,
    /// When the password was proven.
    pub begun: Timestamp,
    /// What names this step. Each step that proves something has a new name.
    pub id: [u8; 16],
    /// The browser, if it signed in before: it keeps the budget of attempts that it has.
    pub browser: Option<[u8; 16]>,
    /// The device that showed a code, if one did.
    pub mfa: Option<SeenDevice>,
    /// The recovery by alternative factors that it is part of. Whoever is in one does nothing else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovery: Option<RecoveryPass>,
    /// Whether alternative factors stand in for a device.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub recovered: bool,
    /// Whether those were a recovery code.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_code: bool,
}

impl Ceremony {
    /// Whether its time is over.
    pub fn is_over(&self, now: Timestamp) -> bool {
        // What of a recovery must be done sooner, its document says.
        let longest = if self.recovery.is_some() { LONGEST_RECOVERY + LONGEST_REST } else { LONGEST };
        now >= self.begun.after(longest)
    }

    /// The next step, in which a device vouches too.
    pub(crate) fn with_device(&self, device: SeenDevice, id: [u8; 16]) -> Self {
        Self { mfa: Some(device), id, ..self.clone() }
    }
}

impl Service {
    /// The text of a cookie that only this service can make: `123456789012-…`.
    pub(crate) fn seal_cookie<T: Serialize>(
        &self,
        account: AccountId,
        kind: &str,
        value: &T,
    ) -> Result<String, Error> {
        let failed = || Error::ServiceFailure(Failure::Sealed("cookie"));
        let text = serde_json::to_vec(value).map_err(|_| failed())?;
        let binding = Binding { account, subject: kind, field: "1" };
        let sealed = self.keyring.now().seal(Purpose::Cookie, &binding, Salt(self.entropy.array()), &text);
        let sealed = BASE64URL_NOPAD.encode(sealed.map_err(|_| failed())?.as_bytes());
        Ok(format!("{account}-{sealed}"))
    }

    /// What a cookie of ours holds; none if it is not one of this kind.
    pub(crate) fn open_cookie<T: DeserializeOwned>(&self, kind: &str, cookie: &str) -> Option<T> {
        if cookie.len() > LONGEST_COOKIE {
            return None;
        }
        let (account, sealed) = cookie.split_once('-')?;
        let account = account.parse().ok()?;
        let sealed = Sealed::from_bytes(BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?).ok()?;
        let binding = Binding { account, subject: kind, field: "1" };
        let opened = self.keyring.now().open(Purpose::Cookie, &binding, &sealed).ok()?;
        serde_json::from_slice(opened.expose()).ok()
    }

    /// The cookie of a sign-in.
    ///
    /// # Errors
    /// If the cipher fails.
    pub fn ceremony_cookie(&self, ceremony: &Ceremony) -> Result<String, Error> {
        self.seal_cookie(ceremony.account, "signing in", ceremony)
    }

    /// Who is signing in, as a cookie says; none if that is over, or never was.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn caller_of_ceremony(&self, cookie: &str, now: Timestamp) -> Result<Option<Caller>, Error> {
        match self.open_cookie::<Ceremony>("signing in", cookie) {
            Some(ceremony) => self.signing_in(Arc::new(ceremony), now).await,
            None => Ok(None),
        }
    }

    /// Who is signing in, if the password is still the one that was proven.
    pub(crate) async fn signing_in(
        &self,
        ceremony: Arc<Ceremony>,
        now: Timestamp,
    ) -> Result<Option<Caller>, Error> {
        self.believe_clock()?;
        if ceremony.is_over(now) {
            return Ok(None);
        }
        let account = ceremony.account;
        let Some(identity) = identity(self, account, &ceremony.owner).await? else { return Ok(None) };
        // A sign-in that began before a restore rests on what is not known any more (rule R31).
        let found = self.records.account(account).await?;
        if found.is_none_or(|account| ceremony.begun <= account.sessions_valid_after) {
            return Ok(None);
        }
        let caller = Caller { account, identity, credential: Credential::SigningIn(Arc::clone(&ceremony)) };
        let holds = caller.credentials().is_some_and(|credentials| {
            credentials.password.as_ref().map(PasswordRecord::set) == Some(ceremony.password_set)
        });
        Ok((holds && !is_switched_off(&caller, &ceremony)).then_some(caller))
    }
}

/// Whether the operator switched off the way on which somebody comes: a recovery that runs ends, and one that is finished and only
/// lacks a new password opens nothing.
fn is_switched_off(caller: &Caller, ceremony: &Ceremony) -> bool {
    let is_off = matches!(caller.identity(), Identity::Root(account) if account.alternative_factors_off);
    is_off && (ceremony.recovery.is_some() || ceremony.recovered)
}
