//! GenerateOrganizationsAccessReport: there is no organization.

use model::{Arn, Input, OrganizationsEntityPath, OrganizationsPolicyId};

use super::WHY;
use crate::authorize::{RequestKeys, condition_keys};
use crate::error::OnlyInAws;
use crate::operation::{Operation, Sort, Support};
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks for a report on what accounts of an organization used last.
#[derive(Debug, Input)]
pub struct GenerateOrganizationsAccessReport {
    /// Where in the organization.
    pub entity_path: OrganizationsEntityPath,
    /// As far as this policy of the organization allows it.
    pub organizations_policy_id: Option<OrganizationsPolicyId>,
}

impl Operation for GenerateOrganizationsAccessReport {
    const ACTION: &'static str = "iam:GenerateOrganizationsAccessReport";
    const SORT: Sort = Sort::Read;
    const RESOURCES: &'static [&'static str] = &["access-report"];
    const CONDITION_KEYS: &'static [&'static str] = &[condition_keys::ORGANIZATIONS_POLICY_ID];
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    fn request_keys(&self) -> RequestKeys {
        RequestKeys::new()
            .maybe(condition_keys::ORGANIZATIONS_POLICY_ID, self.organizations_policy_id.as_ref())
    }

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::access_report(ctx.account(), &self.entity_path))?;
        Err(Error::from(OnlyInAws::Organization).into())
    }
}
