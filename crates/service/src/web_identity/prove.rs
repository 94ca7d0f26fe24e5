//! From a token to who is vouched for.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use model::{AccountId, ProviderUrl, Timestamp};
use oidc::{Expected, KeySet, Proven, Refusal, Token};

use super::{GivenIdentity, WebIdentity};
use crate::authorize::account_of_role;
use crate::error::{Error, TokenRefused};
use crate::records::{Loaded, OidcProvider, keys};
use crate::{Caller, Credential, Identity, Service};

/// Who is vouched for by what a request brings in the place of a signature.
///
/// # Errors
/// Why nobody is.
pub async fn prove_identity(
    service: &Service,
    given: GivenIdentity<'_>,
    address: IpAddr,
    now: Timestamp,
) -> Result<Caller, Error> {
    let (role, token) = match given {
        GivenIdentity::Token { role, token } => (role, token),
        GivenIdentity::Assertion => return Err(TokenRefused::Assertion.into()),
        GivenIdentity::Signature => return Err(TokenRefused::NotAToken.into()),
    };
    service.believe_clock()?;
    let account = account_of_role(role)?;
    service.token_attempts.check(address, now)?;
    let result = prove(service, account, token, now).await;
    match &result {
        // Whoever brings a token of a provider that is away has done nothing wrong.
        Ok(_) | Err(Error::IdpCommunicationError) => {}
        Err(Error::ServiceFailure(failure)) => {
            tracing::error!(%failure, "a token could not be verified");
        }
        Err(error) => {
            service.token_attempts.failed(address, now);
            // Accounts that do not exist are anybody's to invent.
            if let Ok(Some(_)) = service.records.account(account).await {
                service.strangers.note(account, error.code(), address, now);
            }
        }
    }
    result
}

async fn prove(service: &Service, account: AccountId, text: &str, now: Timestamp) -> Result<Caller, Error> {
    let token = Token::parse(text).map_err(refused(now))?;
    let issuer = token.claimed_issuer().ok_or(TokenRefused::Missing("iss"))?;
    let url = ProviderUrl::of_url(issuer).map_err(|_| TokenRefused::Issuer)?;
    let found = service.records.load::<OidcProvider>(keys::oidc_provider(account, &url)).await?;
    let Some(provider) = found.filter(|provider| provider.url == url) else {
        return Err(TokenRefused::NoProvider(url).into());
    };
    let proven = match keys_of(service, &provider, false, now).await? {
        None => return Err(TokenRefused::NoKey.into()),
        Some(keys) => match prove_with(token, &provider, &keys, now) {
            // The provider may have another key by now; the operator's word is the last one.
            Err(Refusal::NoKey) if provider.keys.is_none() => {
                let keys = keys_of(service, &provider, true, now).await?.ok_or(TokenRefused::NoKey)?;
                let token = Token::parse(text).map_err(refused(now))?;
                prove_with(token, &provider, &keys, now)
            }
            proven => proven,
        },
    };
    let identity = WebIdentity::new(provider, proven.map_err(refused(now))?)?;
    Ok(Caller {
        account,
        identity: Identity::WebIdentity(Arc::new(identity)),
        credential: Credential::WebIdentity,
    })
}

/// The keys that a provider's tokens are verified with: the operator's, or those that it publishes.
async fn keys_of<'p>(
    service: &Service,
    provider: &'p OidcProvider,
    anew: bool,
    now: Timestamp,
) -> Result<Option<Cow<'p, KeySet>>, Error> {
    if let Some(given) = &provider.keys {
        return Ok(Some(Cow::Borrowed(&given.keys)));
    }
    let fetched = service.fetched_keys.of(&provider.url, anew, now).await;
    let fetched = fetched.map_err(|_| Error::IdpCommunicationError)?;
    Ok(fetched.map(|keys| Cow::Owned(KeySet::clone(&keys))))
}

fn prove_with(
    token: Token<'_>,
    provider: &OidcProvider,
    keys: &KeySet,
    now: Timestamp,
) -> Result<Proven, Refusal> {
    let audiences: Vec<&str> = provider.client_ids.iter().map(model::Text::as_str).collect();
    token.prove(&Expected { issuer: &provider.url.issuer(), audiences: &audiences }, keys, now)
}

fn refused(now: Timestamp) -> impl Fn(Refusal) -> Error {
    move |refusal| match refusal {
        Refusal::NotAToken | Refusal::Algorithm => TokenRefused::NotAToken.into(),
        Refusal::Issuer => TokenRefused::Issuer.into(),
        Refusal::NoKey => TokenRefused::NoKey.into(),
        Refusal::Signature => TokenRefused::Signature.into(),
        Refusal::Claim(name) => TokenRefused::Missing(name).into(),
        Refusal::Audience => TokenRefused::Audience.into(),
        Refusal::Expired(expired) => Error::ExpiredIdentityToken { now: now.secs(), expired },
        Refusal::NotYet => TokenRefused::NotYet.into(),
    }
}

impl WebIdentity {
    /// The same caller as the store knows the provider now.
    pub(crate) async fn refreshed(&self, service: &Service) -> Result<Caller, Error> {
        let provider: Option<Loaded<OidcProvider>> =
            service.records.load(self.provider.key().clone()).await?;
        let url = &self.provider.url;
        let provider = provider.filter(|provider| provider.url == *url);
        let provider = provider.ok_or_else(|| TokenRefused::NoProvider(url.clone()))?;
        Ok(Caller {
            account: provider.account,
            identity: Identity::WebIdentity(Arc::new(self.again(provider)?)),
            credential: Credential::WebIdentity,
        })
    }
}
