//! GetDelegationRequest: there are no delegation requests.

use model::{DelegationRequestId, Flag, Input};

use super::{WHY, missing};
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Halt};

/// Asks what a request is about.
#[derive(Debug, Input)]
pub struct GetDelegationRequest {
    /// Which request.
    pub delegation_request_id: DelegationRequestId,
    /// Whether to say if the caller has the permissions that are asked for.
    pub delegation_permission_check: Option<Flag>,
}

impl Operation for GetDelegationRequest {
    const ACTION: &'static str = "iam:GetDelegationRequest";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        Err(missing(ctx, &self.delegation_request_id))
    }
}
