//! The keys that tokens of a provider are verified with, as the operator gives them: nothing is fetched then.

use model::{AccountId, ProviderUrl, Timestamp};
use oidc::KeySet;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use store::Batch;

use super::Operator;
use super::told::Told;
use crate::error::Invalid;
use crate::records::{GivenKeys, Loaded, OidcProvider, body, keys};
use crate::{Error, Service};

/// The keys of a provider, as the operator sees them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct OidcKeysView {
    /// Of which account the provider is.
    pub account_id: String,
    /// Its ARN.
    pub arn: String,
    /// Since when the keys hold, if the operator gave any.
    pub given_at: Option<String>,
    /// What they are called and for.
    pub keys: Vec<String>,
}

impl OidcKeysView {
    fn of(provider: &OidcProvider) -> Self {
        let given = provider.keys.as_ref();
        Self {
            account_id: provider.account.to_string(),
            arn: provider.arn().to_string(),
            given_at: given.map(|given| given.given.to_string()),
            keys: given.map(|given| given.keys.described()).unwrap_or_default(),
        }
    }
}

impl Service {
    /// The keys that the operator gave for a provider.
    ///
    /// # Errors
    /// If there is no such provider, or the store fails.
    pub async fn oidc_keys(&self, account: AccountId, url: &ProviderUrl) -> Result<OidcKeysView, Error> {
        Ok(OidcKeysView::of(&*self.oidc_provider(account, url).await?))
    }

    /// Gives the keys that a provider's tokens are verified with from now on: the document that it publishes them in. Without one, those
    /// that were given count no more.
    ///
    /// # Errors
    /// If there is no such provider, the document holds no such keys, or the store fails.
    pub async fn set_oidc_keys(
        &self,
        operator: Operator,
        (account, url): (AccountId, &ProviderUrl),
        document: Option<&str>,
        now: Timestamp,
    ) -> Result<OidcKeysView, Error> {
        let keys = document.map(|document| KeySet::parse(document.as_bytes())).transpose();
        let keys = keys.map_err(|why| Invalid::Other(why.to_string()))?;
        again!(self, self.try_set_oidc_keys(operator, (account, url), keys.as_ref(), now))
    }

    async fn try_set_oidc_keys(
        &self,
        operator: Operator,
        (account, url): (AccountId, &ProviderUrl),
        given: Option<&KeySet>,
        now: Timestamp,
    ) -> Result<OidcKeysView, Error> {
        let found = self.oidc_provider(account, url).await?;
        let keys = given.map(|keys| GivenKeys { given: now, keys: keys.clone() });
        let name = if keys.is_some() { "SetOidcKeys" } else { "RemoveOidcKeys" };
        let provider = OidcProvider { keys, ..OidcProvider::clone(&found) };
        let view = OidcKeysView::of(&provider);
        let parameters = json!({ "openIDConnectProviderArn": view.arn, "keys": view.keys });
        let told = Told { operator, account: Some(account), name, parameters, details: Map::new(), at: now };
        let (key, expected) = found.watched();
        let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&provider)?);
        self.commit_told(batch, &told).await?;
        Ok(view)
    }

    async fn oidc_provider(
        &self,
        account: AccountId,
        url: &ProviderUrl,
    ) -> Result<Loaded<OidcProvider>, Error> {
        let found = self.records.load::<OidcProvider>(keys::oidc_provider(account, url)).await?;
        found.filter(|provider| provider.url == *url).ok_or_else(|| {
            let why = format!(
                "account {account} knows no provider {}: CreateOpenIDConnectProvider makes one known, and its URL is taken to the letter",
                url.issuer()
            );
            Invalid::Other(why).into()
        })
    }
}
