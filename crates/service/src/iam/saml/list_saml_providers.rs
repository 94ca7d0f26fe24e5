//! ListSAMLProviders: all of them at once, since there are never many.

use model::{Arn, Input};
use serde::Serialize;
use store::{Partition, ScanRange};

use crate::operation::{Operation, Sort};
use crate::records::{SamlProvider, keys};
use crate::views::Moment;
use crate::{Context, Halt};

/// So many are read at once: each has its metadata with it, and may be as large as a body.
const PIECE: usize = 8;

/// Lists the providers of the account.
#[derive(Debug, Input)]
pub struct ListSamlProviders {}

/// The providers.
#[derive(Debug, Serialize)]
pub struct Providers {
    #[serde(rename = "SAMLProviderList")]
    providers: Vec<Entry>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Entry {
    arn: String,
    valid_until: Moment,
    create_date: Moment,
}

impl Operation for ListSamlProviders {
    const ACTION: &'static str = "iam:ListSAMLProviders";
    const SORT: Sort = Sort::Read;
    type Output = Providers;

    async fn run(&self, ctx: &Context<'_>) -> Result<Providers, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let _turn = ctx.service.scans.turn(ctx.account()).await;
        let partition = Partition::Account(ctx.account().number());
        let mut range = ScanRange::prefix(partition, keys::SAML_PROVIDERS);
        let mut providers = Vec::new();
        loop {
            let found = ctx.records().scan::<SamlProvider>(&range, PIECE).await?;
            providers.extend(found.iter().map(|provider| Entry {
                arn: provider.arn().to_string(),
                valid_until: Moment(provider.valid_until),
                create_date: Moment(provider.created),
            }));
            match found.last() {
                Some(last) if found.len() == PIECE => range = range.after(&last.key().path),
                _ => return Ok(Providers { providers }),
            }
        }
    }
}
