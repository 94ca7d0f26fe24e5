//! CreateSAMLProvider: whose assertions roles of this account may name.

use data_encoding::BASE32_NOPAD;
use model::{
    Arn, AssertionEncryptionMode, Concealed, Input, PrivateKeyText, SamlMetadataText, SamlProviderId,
    SamlProviderName, Text,
};
use serde::Serialize;
use serde_json::json;

use super::provider::valid_until;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::{InvalidInput, Quota};
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::{SamlProvider, keys};
use crate::views::TagView;
use crate::{Changes, Context, Error, Halt};

/// Makes a provider known.
#[derive(Debug, Input)]
pub struct CreateSamlProvider {
    /// What it says of itself.
    #[input(name = "SAMLMetadataDocument")]
    pub metadata: SamlMetadataText,
    /// What it shall be called.
    pub name: SamlProviderName,
    /// What is said of it.
    pub tags: Option<Tags>,
    /// Whether its assertions are encrypted. Nothing here decrypts them.
    pub assertion_encryption_mode: Option<AssertionEncryptionMode>,
    /// With what they are decrypted.
    pub add_private_key: Option<Concealed<PrivateKeyText>>,
}

/// The new provider.
#[derive(Debug, Serialize)]
pub struct Created {
    #[serde(rename = "SAMLProviderArn")]
    arn: String,
    #[serde(rename = "Tags")]
    tags: Option<Vec<TagView>>,
}

impl Operation for CreateSamlProvider {
    const ACTION: &'static str = "iam:CreateSAMLProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Created;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(self.tags.as_deref().unwrap_or_default())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Created, Halt> {
        let account = ctx.account();
        let arn = Arn::saml_provider(account, &self.name);
        let permit = ctx.authorize_vacant::<SamlProvider>(&self.name, &arn).await?;
        // A provider that takes clear assertions where its owner demands encrypted ones would be a promise that is not kept.
        if self.assertion_encryption_mode.is_some() || self.add_private_key.is_some() {
            return Err(Error::from(InvalidInput::EncryptedAssertions).into());
        }
        let id: [u8; 16] = ctx.service.entropy.array();
        let provider = SamlProvider {
            schema: SamlProvider::SCHEMA,
            account,
            name: self.name.clone(),
            id: SamlProviderId::checked(&BASE32_NOPAD.encode(&id)),
            created: ctx.now(),
            valid_until: valid_until(&self.metadata, ctx.now())?,
            metadata: self.metadata.clone(),
            tags: tagged(&[], self.tags.as_deref().unwrap_or_default(), KeyCase::Kept)?,
        };
        let quota = Quota::SAML_PROVIDERS;
        let changes = Changes::new()
            .put(permit.key(), &provider)
            .count(keys::saml_provider_count(account), 1, quota.limit, quota)
            .responded(json!({ "sAMLProviderArn": arn.as_str() }));
        ctx.commit(&permit, changes).await?;
        let tags = (!provider.tags.is_empty()).then(|| TagView::all(&provider.tags));
        Ok(Created { arn: arn.to_string(), tags })
    }
}
