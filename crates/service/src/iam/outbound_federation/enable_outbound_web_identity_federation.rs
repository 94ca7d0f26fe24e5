//! EnableOutboundWebIdentityFederation: no tokens are issued for other services.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks that tokens be issued for other services.
#[derive(Debug, Input)]
pub struct EnableOutboundWebIdentityFederation {}

impl Operation for EnableOutboundWebIdentityFederation {
    const ACTION: &'static str = "iam:EnableOutboundWebIdentityFederation";
    const SORT: Sort = Sort::Change;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::EnableOutboundFederation).into())
    }
}
