//! DeleteOpenIDConnectProvider: none of its tokens opens a session any more. Roles that name it stay as they are, and trust nobody by it;
//! sessions that were opened go on to their end, as at AWS.

use model::{Input, ProviderArn};

use super::provider;
use crate::authorize::condition_keys;
use crate::error::Missing;
use crate::operation::{Operation, Sort};
use crate::records::keys;
use crate::views::Empty;
use crate::{Changes, Context, Error, Halt};

/// Deletes a provider. One that is not there is no error: the reference calls the operation idempotent.
#[derive(Debug, Input)]
pub struct DeleteOpenIdConnectProvider {
    /// Which.
    #[input(name = "OpenIDConnectProviderArn")]
    pub arn: ProviderArn,
}

impl Operation for DeleteOpenIdConnectProvider {
    const ACTION: &'static str = "iam:DeleteOpenIDConnectProvider";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["oidc-provider"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::THING_TAGGED;
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        let permit = match provider::authorize(ctx, &self.arn).await {
            Ok(permit) => permit,
            Err(Halt::Refused(Error::NoSuchEntity(Missing::OidcProvider(_)))) => return Ok(Empty),
            Err(halt) => return Err(halt),
        };
        let changes =
            Changes::new().remove(permit.target()).tally(keys::oidc_provider_count(ctx.account()), -1);
        ctx.commit(&permit, changes).await?;
        Ok(Empty)
    }
}
