//! TagSAMLProvider: says something of a provider. Tag keys of providers differ by case.

use model::{Input, ProviderArn};

use super::provider;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::SamlProvider;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a provider.
#[derive(Debug, Input)]
pub struct TagSamlProvider {
    /// Which.
    #[input(name = "SAMLProviderArn")]
    pub arn: ProviderArn,
    /// What to say of it.
    pub tags: Tags,
}

impl Operation for TagSamlProvider {
    const ACTION: &'static str = "iam:TagSAMLProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tags(&self.tags)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        if self.tags.is_empty() {
            return Err(Error::from(InvalidInput::NoTags).into());
        }
        let tags = tagged(&permit.tags, &self.tags, KeyCase::Kept)?;
        let provider = SamlProvider { tags, ..SamlProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Empty)
    }
}
