//! GetOutboundWebIdentityFederationInfo: no tokens are issued for other services.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks who issues the tokens of the account.
#[derive(Debug, Input)]
pub struct GetOutboundWebIdentityFederationInfo {}

impl Operation for GetOutboundWebIdentityFederationInfo {
    const ACTION: &'static str = "iam:GetOutboundWebIdentityFederationInfo";
    const SORT: Sort = Sort::Read;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::OutboundFederation).into())
    }
}
