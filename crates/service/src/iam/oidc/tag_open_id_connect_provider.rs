//! TagOpenIDConnectProvider: says something of a provider. Tag keys of providers differ by case.

use model::{Input, ProviderArn};

use super::provider;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::InvalidInput;
use crate::iam::tags::{KeyCase, Tags, tagged};
use crate::operation::{Operation, Sort};
use crate::records::OidcProvider;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Tags a provider.
#[derive(Debug, Input)]
pub struct TagOpenIdConnectProvider {
    /// Which.
    #[input(name = "OpenIDConnectProviderArn")]
    pub arn: ProviderArn,
    /// What to say of it.
    pub tags: Tags,
}

impl Operation for TagOpenIdConnectProvider {
    const ACTION: &'static str = "iam:TagOpenIDConnectProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
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
        let provider = OidcProvider { tags, ..OidcProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Empty)
    }
}
