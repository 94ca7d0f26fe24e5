//! What binds a recovery to the browser that began it.

use std::fmt;
use std::sync::Arc;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use model::Timestamp;
use serde::{Deserialize, Serialize};

use super::digest_text;
use crate::error::{Denial, RecoveryRefused};
use crate::records::{Loaded, Recovery, keys};
use crate::signin::Ceremony;
use crate::{Caller, Context, Credential, Error, Identity, Service};

/// Which recovery, and the secret that only its browser has. It travels in a sealed cookie.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecoveryPass {
    pub(super) id: String,
    pub(super) secret: [u8; 32],
}

impl fmt::Debug for RecoveryPass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecoveryPass").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What these cookies are sealed as: that of a sign-in is none, and none is that of a sign-in.
const KIND: &str = "recovering";

impl Service {
    /// The cookie of a recovery.
    pub(super) fn recovery_cookie(&self, ceremony: &Ceremony) -> Result<String, Error> {
        self.seal_cookie(ceremony.account, KIND, ceremony)
    }

    /// Which recovery a cookie is of.
    pub(super) fn recovery_ceremony(&self, cookie: &str) -> Option<Ceremony> {
        self.open_cookie::<Ceremony>(KIND, cookie).filter(|ceremony| ceremony.recovery.is_some())
    }

    /// Who is recovering, as a cookie says; none if that is over, or never was.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn caller_of_recovery(&self, cookie: &str, now: Timestamp) -> Result<Option<Caller>, Error> {
        let Some(ceremony) = self.recovery_ceremony(cookie) else { return Ok(None) };
        let Some(caller) = self.signing_in(Arc::new(ceremony), now).await? else { return Ok(None) };
        Ok(self.recovery_of(&caller, now).await?.is_some().then_some(caller))
    }

    /// The recovery that a caller is in, if it stands.
    pub(super) async fn recovery_of(
        &self,
        caller: &Caller,
        now: Timestamp,
    ) -> Result<Option<Loaded<Recovery>>, Error> {
        let (Credential::SigningIn(ceremony), Identity::Root(_)) = (caller.credential(), caller.identity())
        else {
            return Ok(None);
        };
        let Some(pass) = &ceremony.recovery else { return Ok(None) };
        let found = self.records.load::<Recovery>(keys::recovery(caller.account(), &pass.id)).await?;
        let given = digest_text(&pass.secret);
        let is_its_browser = |recovery: &Recovery| {
            verify_slices_are_equal(given.as_bytes(), recovery.browser_hash.as_bytes()).is_ok()
        };
        Ok(found.filter(|recovery| {
            recovery.stands(now) && recovery.password_set == ceremony.password_set && is_its_browser(recovery)
        }))
    }
}

/// The recovery that the caller is in.
///
/// # Errors
/// That there is none any more.
pub async fn standing(ctx: &Context<'_>) -> Result<Loaded<Recovery>, Error> {
    let found = ctx.service.recovery_of(ctx.caller(), ctx.now()).await?;
    found.ok_or(Error::AccessDenied(Denial::Recovery(RecoveryRefused::Over)))
}

impl From<RecoveryRefused> for Error {
    fn from(refused: RecoveryRefused) -> Self {
        Self::AccessDenied(Denial::Recovery(refused))
    }
}
