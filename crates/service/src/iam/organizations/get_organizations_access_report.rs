//! GetOrganizationsAccessReport: there is no organization, and so no report on one.

use model::{Arn, Input, JobId, Marker, ReportSortKey};

use super::WHY;
use crate::error::Missing;
use crate::operation::{Operation, Sort, Support};
use crate::paging::MaxItems;
use crate::views::Empty;
use crate::{Context, Error, Halt};

/// Asks for what such a report says.
#[derive(Debug, Input)]
pub struct GetOrganizationsAccessReport {
    /// Which report.
    pub job_id: JobId,
    /// How many entries at most.
    pub max_items: Option<MaxItems>,
    /// Where the page begins.
    pub marker: Option<Marker>,
    /// In which order.
    pub sort_key: Option<ReportSortKey>,
}

impl Operation for GetOrganizationsAccessReport {
    const ACTION: &'static str = "iam:GetOrganizationsAccessReport";
    const SORT: Sort = Sort::Read;
    const SUPPORT: Support = Support::Refused(WHY);
    type Output = Empty;

    async fn run(&self, ctx: &Context<'_>) -> Result<Empty, Halt> {
        ctx.authorize_on(&Arn::any())?;
        Err(Error::from(Missing::AccessReport(self.job_id.clone())).into())
    }
}
