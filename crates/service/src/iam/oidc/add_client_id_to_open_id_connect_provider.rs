//! AddClientIDToOpenIDConnectProvider: tokens for one more client are taken. One that is there already is no error.

use model::{ClientId, Input, ProviderArn};

use super::provider;
use crate::authorize::condition_keys;
use crate::operation::{Operation, Sort};
use crate::records::OidcProvider;
use crate::views::Empty;
use crate::{Changes, Context, Halt};

/// Adds a client id to a provider.
#[derive(Debug, Input)]
pub struct AddClientIdToOpenIdConnectProvider {
    /// Which provider.
    #[input(name = "OpenIDConnectProviderArn")]
    pub arn: ProviderArn,
    /// For whom tokens may be too.
    #[input(name = "ClientID")]
    pub client_id: ClientId,
}

impl Operation for AddClientIdToOpenIdConnectProvider {
    const ACTION: &'static str = "iam:AddClientIDToOpenIDConnectProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = provider::authorize(ctx, &self.arn).await?;
        let mut ids = permit.client_ids.clone();
        ids.push(self.client_id.clone());
        let client_ids = provider::client_ids(&ids)?;
        let provider = OidcProvider { client_ids, ..OidcProvider::clone(permit.target()) };
        ctx.commit(&permit, Changes::new().update(permit.target(), &provider)).await?;
        Ok(Empty)
    }
}
