//! DisableOrganizationsRootCredentialsManagement: there is no organization.

use model::{Arn, Input};

use super::WHY;
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks that the organization does not manage the credentials of root users any more.
#[derive(Debug, Input)]
pub struct DisableOrganizationsRootCredentialsManagement {}

impl Operation for DisableOrganizationsRootCredentialsManagement {
    const ACTION: &'static str = "iam:DisableOrganizationsRootCredentialsManagement";
    const SORT: Sort = Sort::Change;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(OnlyInAws::Organization).into())
    }
}
