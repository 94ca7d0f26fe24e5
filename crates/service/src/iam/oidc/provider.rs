//! From the ARN that a caller gives to the provider, and what lists of it may hold.

use model::input::List;
use model::{Arn, ClientId, ProviderArn, Resource, Text, Thumbprint};

use crate::authorize::Target;
use crate::error::{Error, Invalid, InvalidInput, Missing, Quota};
use crate::records::{Loaded, OidcProvider};
use crate::{Context, Halt, Permit};

/// Client ids as they are given. How many a provider has is a quota, which has its own error.
pub type ClientIds = List<ClientId, 200>;
/// Thumbprints as they are given.
pub type Thumbprints = List<Thumbprint, 200>;

/// Loads the provider of an ARN and asks whether the caller may do this operation to it. ARNs are taken to the letter: one that is
/// written otherwise than the provider's is that of another one, which is not there.
pub async fn authorize(ctx: &Context<'_>, arn: &ProviderArn) -> Result<Permit<Loaded<OidcProvider>>, Halt> {
    let Ok((account, Resource::OidcProvider(url))) = Arn::parse(arn.as_str()) else {
        ctx.also(&Arn::given(arn.as_str()))?;
        return Err(Error::from(Invalid::PolicyArn).into());
    };
    // Nothing of another account is looked for (rule R9).
    if account == ctx.account() {
        let key = <OidcProvider as Target>::key(account, &url);
        let found = ctx.records().load::<OidcProvider>(key).await?;
        if let Some(found) = found.filter(|provider| provider.url == url) {
            return ctx.authorize_loaded(found);
        }
    }
    let arn = Arn::oidc_provider(account, &url);
    ctx.also(&arn)?;
    Err(Error::from(Missing::OidcProvider(arn)).into())
}

/// These client ids, each once.
pub fn client_ids(given: &[ClientId]) -> Result<Vec<ClientId>, Error> {
    let mut ids: Vec<ClientId> = Vec::with_capacity(given.len());
    for id in given {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    if ids.len() > OidcProvider::MOST_CLIENT_IDS { Err(Quota::CLIENT_IDS.into()) } else { Ok(ids) }
}

/// These thumbprints, if they are no more than a provider has.
pub fn thumbprints(given: &[Thumbprint]) -> Result<Vec<Thumbprint>, Error> {
    if given.len() > OidcProvider::MOST_THUMBPRINTS {
        return Err(InvalidInput::Thumbprints.into());
    }
    Ok(given.to_vec())
}
