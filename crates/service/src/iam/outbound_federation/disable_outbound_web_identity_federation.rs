//! DisableOutboundWebIdentityFederation: no tokens are issued for other services.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks that no tokens be issued any more.
#[derive(Debug, Input)]
pub struct DisableOutboundWebIdentityFederation {}

impl Operation for DisableOutboundWebIdentityFederation {
    const ACTION: &'static str = "iam:DisableOutboundWebIdentityFederation";
    const SORT: Sort = Sort::Change;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::OutboundFederation).into())
    }
}
