//! AssociateDelegationRequest: there are no delegation requests.

use model::{DelegationRequestId, Input};

use super::{WHY, missing};
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Halt};

/// Takes a request for the account.
#[derive(Debug, Input)]
pub struct AssociateDelegationRequest {
    /// Which request.
    pub delegation_request_id: DelegationRequestId,
}

impl Operation for AssociateDelegationRequest {
    const ACTION: &'static str = "iam:AssociateDelegationRequest";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        Err(missing(ctx, &self.delegation_request_id))
    }
}
