//! Signing in with temporary credentials: "open the console from the command line" (facts G1).
//!
//! A program that holds credentials of AssumeRole or GetFederationToken gets a token for them, which a browser then brings. The token
//! opens one session, once, within a quarter of an hour; and that session can do what the credentials can, no more and no longer:
//! it never has MFA, or a fresh factor, that they did not have (rule R27).

mod get_signin_token;
mod login;

pub use get_signin_token::{FederationRefused, Offered};

use std::sync::Arc;

use model::Timestamp;
use vault::SessionClaims;

use super::ticket::Ticket;
use crate::authenticate::session_holder;
use crate::records::{Loaded, SigninToken, keys};
use crate::{Caller, Error, Service};

/// So many tokens of one account wait at once (rule R16).
const MOST_WAITING: u64 = 1_000;

/// A token that still holds, with all that it stands for.
struct Holding {
    token: Loaded<SigninToken>,
    claims: Arc<SessionClaims>,
    caller: Caller,
}

impl Service {
    /// What a token stands for; none if it was used, is too old, or the credentials hold no more.
    async fn holding(&self, text: &str, now: Timestamp) -> Result<Option<Holding>, Error> {
        let Some(given) = Ticket::read(text) else { return Ok(None) };
        let key = keys::signin_token(given.account, given.expires, &given.hash());
        let Some(token) = self.records.load::<SigninToken>(key).await? else { return Ok(None) };
        if now >= token.expires {
            return Ok(None);
        }
        let sealed = &token.credentials;
        let Ok((claims, _)) = self.keyring.now().open_session(&sealed.token, &sealed.access_key_id) else {
            return Ok(None);
        };
        let claims = Arc::new(claims);
        match session_holder(self, Arc::clone(&claims), now).await {
            Ok(caller) => Ok(Some(Holding { token, claims, caller })),
            Err(Error::InvalidClientTokenId { .. } | Error::ExpiredToken) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whom a token would sign in; it stays what it is.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn holder_of_signin_token(&self, token: &str, now: Timestamp) -> Result<Option<Caller>, Error> {
        Ok(self.holding(token, now).await?.map(|holding| holding.caller))
    }
}
