//! UpdateDelegationRequest: there are no delegation requests.

use model::{DelegationNotes, DelegationRequestId, Input};

use super::{WHY, missing};
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Halt};

/// Says more of a request.
#[derive(Debug, Input)]
pub struct UpdateDelegationRequest {
    /// Which request.
    pub delegation_request_id: DelegationRequestId,
    /// What.
    pub notes: Option<DelegationNotes>,
}

impl Operation for UpdateDelegationRequest {
    const ACTION: &'static str = "iam:UpdateDelegationRequest";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        Err(missing(ctx, &self.delegation_request_id))
    }
}
