//! ListOpenIDConnectProviders: all of them at once, since there are never many.

use model::{Arn, Input};
use serde::Serialize;
use store::{Partition, ScanRange};

use crate::error::Quota;
use crate::operation::{Operation, Sort};
use crate::records::{OidcProvider, keys};
use crate::{Context, Halt};

/// Lists the providers of the account.
#[derive(Debug, Input)]
pub struct ListOpenIdConnectProviders {}

/// The providers.
#[derive(Debug, Serialize)]
pub struct Providers {
    #[serde(rename = "OpenIDConnectProviderList")]
    providers: Vec<Entry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    arn: String,
}

impl Operation for ListOpenIdConnectProviders {
    const ACTION: &'static str = "iam:ListOpenIDConnectProviders";
    const SORT: Sort = Sort::Read;
    type Output = Providers;

    async fn run(&self, ctx: &Context<'_>) -> Result<Providers, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let _turn = ctx.service.scans.turn(ctx.account()).await;
        let partition = Partition::Account(ctx.account().number());
        let range = ScanRange::prefix(partition, keys::OIDC_PROVIDERS);
        let most = usize::try_from(Quota::OIDC_PROVIDERS.limit).unwrap_or(usize::MAX);
        let found = ctx.records().scan::<OidcProvider>(&range, most).await?;
        let providers = found.iter().map(|provider| Entry { arn: provider.arn().to_string() });
        Ok(Providers { providers: providers.collect() })
    }
}
