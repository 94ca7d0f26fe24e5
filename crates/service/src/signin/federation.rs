//! Signing in with temporary credentials: "open the console from the command line" (facts G1).
//!
//! A program that holds credentials of AssumeRole or GetFederationToken gets a token for them, which a browser then brings. The token
//! opens one session, once, within a quarter of an hour; and that session can do what the credentials can, no more and no longer:
//! it never has MFA, or a fresh factor, that they did not have (rule R27).

mod get_signin_token;
mod login;

pub use get_signin_token::{FederationRefused, Offered};

use std::sync::Arc;

use data_encoding::BASE64URL_NOPAD;
use model::{AccountId, Secret, Timestamp};
use vault::SessionClaims;

use super::session::hash;
use crate::authenticate::session_holder;
use crate::records::{Loaded, SigninToken, keys};
use crate::{Caller, Error, Service};

/// So many tokens of one account wait at once (rule R16).
const MOST_WAITING: u64 = 1_000;
/// No token of ours is longer.
const LONGEST: usize = 128;

/// A token as it is handed out: where its document is, and the secret that leads there.
struct Token {
    account: AccountId,
    expires: Timestamp,
    secret: Secret<[u8; 32]>,
}

impl Token {
    /// `123456789012.1800000000000000.secret`
    fn text(&self) -> Secret<String> {
        let secret = Secret::new(BASE64URL_NOPAD.encode(self.secret.expose()));
        Secret::new(format!("{}.{}.{}", self.account, self.expires.micros(), secret.expose()))
    }

    fn read(text: &str) -> Option<Self> {
        if text.len() > LONGEST {
            return None;
        }
        let mut parts = text.split('.');
        let (account, expires, secret) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() || !expires.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        Some(Self {
            account: account.parse().ok()?,
            expires: Timestamp::from_micros(expires.parse().ok()?),
            secret: Secret::new(BASE64URL_NOPAD.decode(secret.as_bytes()).ok()?.try_into().ok()?),
        })
    }

    fn key(&self) -> store::Key {
        keys::signin_token(self.account, self.expires, &hash(self.secret.expose()))
    }
}

/// A token that still holds, with all that it stands for.
struct Holding {
    token: Loaded<SigninToken>,
    claims: Arc<SessionClaims>,
    caller: Caller,
}

impl Service {
    /// What a token stands for; none if it was used, is too old, or the credentials hold no more.
    async fn holding(&self, text: &str, now: Timestamp) -> Result<Option<Holding>, Error> {
        let Some(given) = Token::read(text) else { return Ok(None) };
        let Some(token) = self.records.load::<SigninToken>(given.key()).await? else { return Ok(None) };
        if now >= token.expires {
            return Ok(None);
        }
        let sealed = &token.credentials;
        let Ok((claims, _)) = self.keyring.open_session(&sealed.token, &sealed.access_key_id) else {
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

#[cfg(test)]
mod tests {
    use model::{AccountId, Secret, Timestamp};

    use super::Token;

    #[test]
    fn a_token_reads_back_and_nothing_else_does() {
        let token = Token {
            account: AccountId::new(123_456_789_012).unwrap(),
            expires: Timestamp::from_micros(1_800_000_000_000_000),
            secret: Secret::new([7; 32]),
        };
        let text = token.text();
        let read = Token::read(text.expose()).unwrap();
        assert_eq!(read.key(), token.key());
        for wrong in
            ["", ".", "..", "1.2.3", "123456789012.1800000000000000.", &format!("{}.x", text.expose())]
        {
            assert!(Token::read(wrong).is_none(), "{wrong:?}");
        }
        assert!(Token::read(&"x".repeat(10_000)).is_none());
    }
}
