//! SendDelegationToken: there are no delegation requests.

use model::{DelegationRequestId, Input};

use super::{WHY, missing};
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Halt};

/// Sends the requestor the token of a request that was granted.
#[derive(Debug, Input)]
pub struct SendDelegationToken {
    /// Which request.
    pub delegation_request_id: DelegationRequestId,
}

impl Operation for SendDelegationToken {
    const ACTION: &'static str = "iam:SendDelegationToken";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["delegation-request"];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        Err(missing(ctx, &self.delegation_request_id))
    }
}
