//! GetServiceLastAccessedDetails: the services of a report, and who called each last.

use model::{Arn, Input, JobId, Marker, Text};
use serde::Serialize;

use super::report::{ServiceView, of_job};
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::views::Moment;
use crate::{Context, Halt};

/// Asks for the services of a report.
#[derive(Debug, Input)]
pub struct GetServiceLastAccessedDetails {
    /// Which report.
    pub job_id: JobId,
    /// How many at most.
    pub max_items: Option<MaxItems>,
    /// Where the page begins.
    pub marker: Option<Marker>,
}

/// A page of services.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Services {
    job_status: &'static str,
    job_type: &'static str,
    job_creation_date: Moment,
    services_last_accessed: Vec<ServiceView>,
    job_completion_date: Moment,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for GetServiceLastAccessedDetails {
    const ACTION: &'static str = "iam:GetServiceLastAccessedDetails";
    const SORT: Sort = Sort::Read;
    type Output = Services;

    async fn run(&self, ctx: &Context<'_>) -> Result<Services, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let report = of_job(ctx, &self.job_id).await?;
        let listing = Listing::new(ctx, &[self.job_id.as_str()]);
        let (page, marker) = listing.page_of(&report.services, self.marker.as_ref(), self.max_items)?;
        Ok(Services {
            job_status: "COMPLETED",
            job_type: "SERVICE_LEVEL",
            job_creation_date: Moment(report.made),
            services_last_accessed: page.iter().map(|service| ServiceView::of(&report, service)).collect(),
            job_completion_date: Moment(report.made),
            is_truncated: marker.is_some(),
            marker,
        })
    }
}
