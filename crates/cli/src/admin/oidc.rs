//! Keys of providers of OpenID Connect over the admin socket.

use model::{AccountId, ProviderUrl};
use serde::{Deserialize, Serialize};
use server::Clock;
use service::Service;
use service::operator::Operator;

use super::perform::{check_account, in_words, send};
use super::protocol::{Answering, Ended};
use crate::data::Purpose;

/// What an operator asks for. Answered with a [`service::operator::OidcKeysView`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum OidcKeysRequest {
    /// Gives the keys of a provider.
    Set {
        /// Of which account it is.
        account: AccountId,
        /// Which.
        provider: ProviderUrl,
        /// A JSON Web Key Set.
        document: String,
    },
    /// Those that were given.
    Show {
        /// Of which account it is.
        account: AccountId,
        /// Which.
        provider: ProviderUrl,
    },
    /// Takes them back.
    Remove {
        /// Of which account it is.
        account: AccountId,
        /// Which.
        provider: ProviderUrl,
    },
}

impl OidcKeysRequest {
    /// What the store is needed for.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::Show { .. } => Purpose::Read,
            Self::Set { .. } | Self::Remove { .. } => Purpose::Change,
        }
    }

    /// What the log calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Set { .. } => "set-oidc-keys",
            Self::Show { .. } => "show-oidc-keys",
            Self::Remove { .. } => "remove-oidc-keys",
        }
    }
}

/// Does what is asked.
pub async fn perform(
    (service, clock): (&Service, &dyn Clock),
    operator: Operator,
    asked: OidcKeysRequest,
    answers: &Answering,
) -> Result<(), Ended> {
    let view = match &asked {
        OidcKeysRequest::Set { account, provider, document } => {
            check_account(service, *account).await?;
            service.set_oidc_keys(operator, (*account, provider), Some(document), clock.now()).await
        }
        OidcKeysRequest::Show { account, provider } => {
            check_account(service, *account).await?;
            service.oidc_keys(*account, provider).await
        }
        OidcKeysRequest::Remove { account, provider } => {
            check_account(service, *account).await?;
            service.set_oidc_keys(operator, (*account, provider), None, clock.now()).await
        }
    };
    Ok(send(answers, &view.map_err(|error| Ended::Failed(in_words(&error)))?).await?)
}
