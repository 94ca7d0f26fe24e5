//! UpdateSAMLProvider: what a provider says of itself, anew and whole.

use model::{
    AssertionEncryptionMode, Concealed, Input, PrivateKeyText, ProviderArn, SamlMetadataText, SamlProviderId,
};
use serde::Serialize;

use super::provider;
use crate::authorize::condition_keys;
use crate::error::InvalidInput;
use crate::operation::{Operation, Sort};
use crate::records::SamlProvider;
use crate::{Changes, Context, Error, Halt};

/// Replaces the metadata of a provider.
#[derive(Debug, Input)]
pub struct UpdateSamlProvider {
    /// What it says of itself now.
    #[input(name = "SAMLMetadataDocument")]
    pub metadata: Option<SamlMetadataText>,
    /// Which provider.
    #[input(name = "SAMLProviderArn")]
    pub arn: ProviderArn,
    /// Whether its assertions are encrypted. Nothing here decrypts them.
    pub assertion_encryption_mode: Option<AssertionEncryptionMode>,
    /// With what they are decrypted.
    pub add_private_key: Option<Concealed<PrivateKeyText>>,
    /// With what they are decrypted no more.
    pub remove_private_key: Option<SamlProviderId>,
}

/// The provider.
#[derive(Debug, Serialize)]
pub struct Updated {
    #[serde(rename = "SAMLProviderArn")]
    arn: String,
}

impl Operation for UpdateSamlProvider {
    const ACTION: &'static str = "iam:UpdateSAMLProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Updated;

    async fn run(&self, ctx: &Context<'_>) -> Result<Updated, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        let encrypts = self.assertion_encryption_mode.is_some()
            || self.add_private_key.is_some()
            || self.remove_private_key.is_some();
        if encrypts {
            return Err(Error::from(InvalidInput::EncryptedAssertions).into());
        }
        let metadata = self.metadata.clone().ok_or_else(|| Error::from(InvalidInput::NoSamlMetadata))?;
        let valid_until = provider::valid_until(&metadata, ctx.now())?;
        let provider = SamlProvider { metadata, valid_until, ..SamlProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Updated { arn: provider.arn().to_string() })
    }
}
