//! GetServiceLastAccessedDetailsWithEntities: who of a report last called a service, and when.

use model::{Arn, Input, JobId, Marker, ServiceNamespace, Text};
use serde::Serialize;

use super::report::{EntityView, of_job};
use crate::error::InvalidInput;
use crate::operation::{Operation, Sort};
use crate::paging::{Listing, MaxItems};
use crate::views::Moment;
use crate::{Context, Error, Halt};

/// Asks for who called a service.
#[derive(Debug, Input)]
pub struct GetServiceLastAccessedDetailsWithEntities {
    /// Which report.
    pub job_id: JobId,
    /// Which service.
    pub service_namespace: ServiceNamespace,
    /// How many at most.
    pub max_items: Option<MaxItems>,
    /// Where the page begins.
    pub marker: Option<Marker>,
}

/// A page of users and roles.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Entities {
    job_status: &'static str,
    job_creation_date: Moment,
    job_completion_date: Moment,
    entity_details_list: Vec<EntityView>,
    is_truncated: bool,
    marker: Option<String>,
}

impl Operation for GetServiceLastAccessedDetailsWithEntities {
    const ACTION: &'static str = "iam:GetServiceLastAccessedDetailsWithEntities";
    const SORT: Sort = Sort::Read;
    type Output = Entities;

    async fn run(&self, ctx: &Context<'_>) -> Result<Entities, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let report = of_job(ctx, &self.job_id).await?;
        let service = self.service_namespace.as_str();
        if !report.services.iter().any(|known| known == service) {
            return Err(Error::from(InvalidInput::ServiceNamespace).into());
        }
        let listing = Listing::new(ctx, &[self.job_id.as_str(), service]);
        let (page, marker) = listing.page_of(&report.entities, self.marker.as_ref(), self.max_items)?;
        Ok(Entities {
            job_status: "COMPLETED",
            job_creation_date: Moment(report.made),
            job_completion_date: Moment(report.made),
            entity_details_list: page.iter().map(|entity| EntityView::of(entity, service)).collect(),
            is_truncated: marker.is_some(),
            marker,
        })
    }
}
