//! ListOrganizationsFeatures: there is no organization.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks which features of central root access the organization has.
#[derive(Debug, Input)]
pub struct ListOrganizationsFeatures {}

impl Operation for ListOrganizationsFeatures {
    const ACTION: &'static str = "iam:ListOrganizationsFeatures";
    const SORT: Sort = Sort::Read;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::Organization).into())
    }
}
