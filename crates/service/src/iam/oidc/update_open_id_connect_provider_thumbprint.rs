//! UpdateOpenIDConnectProviderThumbprint: the list anew, whole. Nothing here rests on thumbprints: keys of providers are given by the
//! operator, or fetched from hosts whose certificates the system's authorities vouch for.

use model::{Input, ProviderArn};

use super::provider::{self, Thumbprints};
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::OidcProvider;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Replaces the thumbprints of a provider.
#[derive(Debug, Input)]
pub struct UpdateOpenIdConnectProviderThumbprint {
    /// Which.
    #[input(name = "OpenIDConnectProviderArn")]
    pub arn: ProviderArn,
    /// The new ones.
    #[input(name = "ThumbprintList")]
    pub thumbprints: Thumbprints,
}

impl Operation for UpdateOpenIdConnectProviderThumbprint {
    const ACTION: &'static str = "iam:UpdateOpenIDConnectProviderThumbprint";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        let thumbprints = provider::thumbprints(&self.thumbprints)?;
        let provider = OidcProvider { thumbprints, ..OidcProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Empty)
    }
}
