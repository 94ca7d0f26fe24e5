//! CreateOpenIDConnectProvider: whose tokens roles of this account may trust.

use model::{Arn, Input, ProviderUrl, ProviderUrlText, Text};
use serde::Serialize;
use serde_json::json;

use super::provider::{ClientIds, Thumbprints, client_ids, thumbprints};
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{InvalidInput, Quota};
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{OidcProvider, keys};
use crate::views::TagView;
use crate::{Changes, Context, Error, Halt};

/// Makes a provider known. Roles trust it only where they name it.
#[derive(Debug, Input)]
pub struct CreateOpenIdConnectProvider {
    /// Where it is: what its tokens call their issuer.
    pub url: ProviderUrlText,
    /// For whom its tokens must be.
    #[input(name = "ClientIDList")]
    pub client_ids: Option<ClientIds>,
    /// Certificates of its host.
    #[input(name = "ThumbprintList")]
    pub thumbprints: Option<Thumbprints>,
    /// What is said of it.
    pub tags: Option<Tags>,
}

/// The new provider.
#[derive(Debug, Serialize)]
pub struct Created {
    #[serde(rename = "OpenIDConnectProviderArn")]
    arn: String,
    #[serde(rename = "Tags")]
    tags: Option<Vec<TagView>>,
}

impl Operation for CreateOpenIdConnectProvider {
    const ACTION: &'static str = "iam:CreateOpenIDConnectProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let Ok(url) = ProviderUrl::of_url(self.url.as_str()) else {
            ctx.also(&Arn::kind(account, "oidc-provider", "/"))?;
            return Err(Error::from(InvalidInput::ProviderUrl).into());
        };
        let arn = Arn::oidc_provider(account, &url);
        let permit = ctx.authorize_vacant::<OidcProvider>(&url, &arn).await?;
        let provider = OidcProvider {
            schema: OidcProvider::SCHEMA,
            account,
            url,
            created: ctx.now(),
            client_ids: client_ids(self.client_ids.as_deref().unwrap_or_default())?,
            thumbprints: thumbprints(self.thumbprints.as_deref().unwrap_or_default())?,
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Kept)?,
            keys: None,
        };
        let quota = Quota::OIDC_PROVIDERS;
        let changes = Changes::new()
            .put(permit.key(), &provider)
            .count(keys::oidc_provider_count(account), 1, quota.limit, quota)
            .responded(json!({ "openIDConnectProviderArn": arn.as_str() }));
        ctx.commit(&permit, changes).await?;
        let tags = (!provider.tags.is_empty()).then(|| TagView::all(&provider.tags));
        Ok(Created { arn: arn.to_string(), tags })
    }
}
