//! EnableOrganizationsRootSessions: there is no organization.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks that the organization opens sessions of root users of its accounts.
#[derive(Debug, Input)]
pub struct EnableOrganizationsRootSessions {}

impl Operation for EnableOrganizationsRootSessions {
    const ACTION: &'static str = "iam:EnableOrganizationsRootSessions";
    const SORT: Sort = Sort::Change;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::Organization).into())
    }
}
