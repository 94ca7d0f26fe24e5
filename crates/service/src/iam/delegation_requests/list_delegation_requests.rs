//! ListDelegationRequests: there are none.

use model::{Arn, DelegationOwner, Input, Marker};
use serde::Serialize;

use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::{Context, Halt};

/// Lists the delegation requests of the account.
#[derive(Debug, Input)]
pub struct ListDelegationRequests {
    /// Only those of this owner.
    pub owner_id: Option<DelegationOwner>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// How many at most.
    pub max_items: Option<MaxItems>,
}

/// A page of them. AWS spells this one field of the answer with a small letter.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct DelegationRequests {
    delegation_requests: Vec<String>,
    #[serde(rename = "isTruncated")]
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for ListDelegationRequests {
    const ACTION: &'static str = "iam:ListDelegationRequests";
    const SORT: Sort = Sort::Read;
    type Output = DelegationRequests;

    async fn run(&self, ctx: &Context<'_>) -> Result<DelegationRequests, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let listing = Listing::new(ctx, &[]);
        let (page, marker) = listing.page_of(&[], self.marker.as_ref(), self.max_items)?;
        Ok(DelegationRequests { delegation_requests: page, is_truncated: marker.is_some(), marker })
    }
}
