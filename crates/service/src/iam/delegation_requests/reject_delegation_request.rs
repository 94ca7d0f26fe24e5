//! RejectDelegationRequest: there are no delegation requests.

use model::{DelegationNotes, DelegationRequestId, Input};

use super::{WHY, missing};
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Halt};

/// Refuses a request.
#[derive(Debug, Input)]
pub struct RejectDelegationRequest {
    /// Which request.
    pub delegation_request_id: DelegationRequestId,
    /// Why.
    pub notes: Option<DelegationNotes>,
}

impl Operation for RejectDelegationRequest {
    const ACTION: &'static str = "iam:RejectDelegationRequest";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        Err(missing(ctx, &self.delegation_request_id))
    }
}
