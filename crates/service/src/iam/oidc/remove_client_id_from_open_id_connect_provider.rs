//! RemoveClientIDFromOpenIDConnectProvider: tokens for that client are refused from then on. One that is not there is no error.

use model::{ClientId, Input, ProviderArn};

use super::provider;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::OidcProvider;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Takes a client id from a provider.
#[derive(Debug, Input)]
pub struct RemoveClientIdFromOpenIdConnectProvider {
    /// Which provider.
    #[input(name = "OpenIDConnectProviderArn")]
    pub arn: ProviderArn,
    /// For whom tokens shall not be any more.
    #[input(name = "ClientID")]
    pub client_id: ClientId,
}

impl Operation for RemoveClientIdFromOpenIdConnectProvider {
    const ACTION: &'static str = "iam:RemoveClientIDFromOpenIDConnectProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        let mut client_ids = permit.client_ids.clone();
        client_ids.retain(|id| *id != self.client_id);
        let provider = OidcProvider { client_ids, ..OidcProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Empty)
    }
}
