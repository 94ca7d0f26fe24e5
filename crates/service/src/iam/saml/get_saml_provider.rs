//! GetSAMLProvider.

use model::{Input, ProviderArn};
use serde::Serialize;

use super::provider;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::views::{Moment, TagView};
use crate::{Context, Halt};

/// Shows a provider.
#[derive(Debug, Input)]
pub struct GetSamlProvider {
    /// Which.
    #[input(name = "SAMLProviderArn")]
    pub arn: ProviderArn,
}

/// The provider. Of keys that decrypt there are none.
#[derive(Debug, Serialize)]
pub struct Shown {
    #[serde(rename = "SAMLProviderUUID")]
    id: String,
    #[serde(rename = "SAMLMetadataDocument")]
    metadata: String,
    #[serde(rename = "CreateDate")]
    created: Moment,
    #[serde(rename = "ValidUntil")]
    valid_until: Moment,
    #[serde(rename = "Tags")]
    tags: Vec<TagView>,
}

impl Operation for GetSamlProvider {
    const ACTION: &'static str = "iam:GetSAMLProvider";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Shown;

    async fn run(&self, ctx: &Context<'_>) -> Result<Shown, Halt> {
        let provider = provider::authorize(ctx, &self.arn).await?;
        Ok(Shown {
            id: provider.id.to_string(),
            metadata: provider.metadata.to_string(),
            created: Moment(provider.created),
            valid_until: Moment(provider.valid_until),
            tags: TagView::all(&provider.tags),
        })
    }
}
