//! ListAccountAliases.

use model::{Arn, Input, Marker};
use serde::Serialize;

use super::alias::account;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::{Context, Halt};

/// Lists the aliases of the account: one, or none.
#[derive(Debug, Input)]
pub struct ListAccountAliases {
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of aliases.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Aliases {
    /// The aliases.
    pub account_aliases: Vec<String>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListAccountAliases {
    const ACTION: &'static str = "iam:ListAccountAliases";
    const SORT: Sort = Sort::Read;
    type Output = Aliases;

    async fn run(&self, ctx: &Context<'_>) -> Result<Aliases, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let account = account(ctx).await?;
        let aliases: Vec<_> = account.alias.iter().map(ToString::to_string).collect();
        let listing = Listing::new(ctx, &[]);
        let (page, marker) = listing.page_of(&aliases, self.marker.as_ref(), self.max_items)?;
        Ok(Aliases { account_aliases: page, is_truncated: marker.is_some(), marker })
    }
}
