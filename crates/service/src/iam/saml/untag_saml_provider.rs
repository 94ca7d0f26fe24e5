//! UntagSAMLProvider: takes tags away; keys that are not there do not matter.

use model::{Input, ProviderArn};

use super::provider;
use crate::authorize::{RequestKeys, condition_keys};
use crate::iam::tags::{KeyCase, TagKeys, untagged};
use crate::operation::{Operation, Sort};
use crate::records::SamlProvider;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes tags from a provider.
#[derive(Debug, Input)]
pub struct UntagSamlProvider {
    /// Which.
    #[input(name = "SAMLProviderArn")]
    pub arn: ProviderArn,
    /// The keys of the tags.
    pub tag_keys: TagKeys,
}

impl Operation for UntagSamlProvider {
    const ACTION: &'static str = "iam:UntagSAMLProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_UNTAGGING;
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new().tag_keys(&self.tag_keys)
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        let tags = untagged(&permit.tags, &self.tag_keys, KeyCase::Kept);
        let provider = SamlProvider { tags, ..SamlProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Empty)
    }
}
