//! AcceptDelegationRequest: there are no delegation requests.

use model::{DelegationRequestId, Input};

use super::{WHY, missing};
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Halt};

/// Grants what a request asks for.
#[derive(Debug, Input)]
pub struct AcceptDelegationRequest {
    /// Which request.
    pub delegation_request_id: DelegationRequestId,
}

impl Operation for AcceptDelegationRequest {
    const ACTION: &'static str = "iam:AcceptDelegationRequest";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        Err(missing(ctx, &self.delegation_request_id))
    }
}
