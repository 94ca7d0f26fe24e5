//! Who is vouched for by a provider elsewhere: from a token to a [`Caller`].
//!
//! Such a request has no signature. Before the token is proven nothing of a stranger is written: failures are counted in memory (rule
//! R17), and who fails too often from one network is not looked at for a while.

mod attempts;
mod fetched;
mod prove;

use std::fmt;

use model::{Arn, RoleArn};
use oidc::{Proven, SessionWishes};
use policy::Values;

pub use attempts::TokenAttempts;
pub use fetched::{FetchedKeys, FetchingKeys, KeyFetcher, KeysNotFetched};
pub use prove::prove_identity;

use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{Error, TokenRefused};
use crate::records::{Loaded, OidcProvider};

/// What stands in the place of a signature.
#[derive(Clone, Copy)]
pub enum GivenIdentity<'a> {
    /// Nothing does.
    Signature,
    /// A token of a provider that the account of this role knows.
    Token {
        /// The role that is asked for.
        role: &'a RoleArn,
        /// The token.
        token: &'a str,
    },
    /// An assertion of SAML, which nobody here can verify.
    Assertion,
}

/// Somebody whom a provider's token vouched for. Only a token that was verified makes one.
pub struct WebIdentity {
    provider: Loaded<OidcProvider>,
    proven: Proven,
    wishes: SessionWishes,
    /// What policies can ask about.
    keys: RequestKeys,
}

impl WebIdentity {
    fn new(provider: Loaded<OidcProvider>, proven: Proven) -> Result<Self, Error> {
        let wishes = proven.session().map_err(|malformed| Error::from(TokenRefused::Claim(malformed.0)))?;
        let keys = keys_of(&provider, &proven, &wishes);
        Ok(Self { provider, proven, wishes, keys })
    }

    /// The provider.
    pub const fn provider(&self) -> &Loaded<OidcProvider> {
        &self.provider
    }

    /// What the token says.
    pub const fn proven(&self) -> &Proven {
        &self.proven
    }

    /// What the token wishes the session to be.
    pub const fn wishes(&self) -> &SessionWishes {
        &self.wishes
    }

    /// `arn:aws:iam::123456789012:oidc-provider/HOST:AUDIENCE:SUBJECT`, as CloudTrail has it.
    pub fn id(&self) -> String {
        let arn: Arn = self.provider.arn();
        [arn.as_str(), ":", self.proven.audience(), ":", self.proven.subject()].concat()
    }

    /// The values of a condition key, which is asked for in lower case.
    pub(crate) fn values(&self, key: &str) -> Option<Values<'_>> {
        self.keys.values(key)
    }

    /// The same identity, if the provider is what it was.
    fn again(&self, provider: Loaded<OidcProvider>) -> Result<Self, Error> {
        let still_has =
            |audience: &str| provider.client_ids.iter().any(|id| model::Text::as_str(id) == audience);
        if !still_has(self.proven.audience()) {
            return Err(TokenRefused::Audience.into());
        }
        if provider.keys != self.provider.keys || provider.created != self.provider.created {
            return Err(TokenRefused::NoKey.into());
        }
        Self::new(provider, self.proven.clone())
    }
}

/// `HOST/PATH:sub` and whatever else the token says, the provider, and what the session shall be.
fn keys_of(provider: &OidcProvider, proven: &Proven, wishes: &SessionWishes) -> RequestKeys {
    let url = provider.url.as_str().to_lowercase();
    let keys = RequestKeys::new()
        .one("aws:federatedprovider", &provider.arn())
        .tags(&wishes.tags)
        .many(condition_keys::TRANSITIVE_TAG_KEYS, &wishes.transitive)
        .maybe(condition_keys::SOURCE_IDENTITY, wishes.source_identity.as_ref());
    proven.keys().into_iter().fold(keys, |keys, (claim, values)| {
        let key = [&url, ":", &claim].concat();
        match values.as_slice() {
            [only] => keys.one(&key, only),
            several => keys.many(&key, several),
        }
    })
}

// What is said of somebody is for the trail alone.
impl fmt::Debug for WebIdentity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WebIdentity").field("provider", &self.provider.url).finish_non_exhaustive()
    }
}
