//! DeleteSAMLProvider. Roles that name it stay as they are, as at AWS.

use model::{Input, ProviderArn};

use super::provider;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::keys;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Deletes a provider.
#[derive(Debug, Input)]
pub struct DeleteSamlProvider {
    /// Which.
    #[input(name = "SAMLProviderArn")]
    pub arn: ProviderArn,
}

impl Operation for DeleteSamlProvider {
    const ACTION: &'static str = "iam:DeleteSAMLProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["saml-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        let changes =
            Changes::new().remove(permit.target()).tally(keys::saml_provider_count(ctx.account()), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
