//! GetOpenIDConnectProvider.

use model::{Input, ProviderArn};
use serde::Serialize;

use super::provider;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::views::{Moment, TagView};
use crate::{Context, Halt};

/// Shows a provider.
#[derive(Debug, Input)]
pub struct GetOpenIdConnectProvider {
    /// Which.
    #[input(name = "OpenIDConnectProviderArn")]
    pub arn: ProviderArn,
}

/// The provider.
#[derive(Debug, Serialize)]
pub struct Shown {
    #[serde(rename = "Url")]
    url: String,
    #[serde(rename = "ClientIDList")]
    client_ids: Vec<String>,
    #[serde(rename = "ThumbprintList")]
    thumbprints: Vec<String>,
    #[serde(rename = "CreateDate")]
    created: Moment,
    #[serde(rename = "Tags")]
    tags: Vec<TagView>,
}

impl Operation for GetOpenIdConnectProvider {
    const ACTION: &'static str = "iam:GetOpenIDConnectProvider";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let provider = provider::authorize(ctx, &self.arn).await?;
        Ok(Shown {
            // AWS leaves the scheme out.
            url: provider.url.to_string(),
            client_ids: provider.client_ids.iter().map(ToString::to_string).collect(),
            thumbprints: provider.thumbprints.iter().map(ToString::to_string).collect(),
            created: Moment(provider.created),
            tags: TagView::all(&provider.tags),
        })
    }
}
