//! EnableOrganizationsRootCredentialsManagement: there is no organization.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks that the organization manages the credentials of root users of its accounts.
#[derive(Debug, Input)]
pub struct EnableOrganizationsRootCredentialsManagement {}

impl Operation for EnableOrganizationsRootCredentialsManagement {
    const ACTION: &'static str = "iam:EnableOrganizationsRootCredentialsManagement";
    const SORT: Sort = Sort::Change;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::Organization).into())
    }
}
