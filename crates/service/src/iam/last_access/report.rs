//! Reports that were made: how they are found, and what answers show of them.

use model::{JobId, Text};
use serde::Serialize;

use crate::error::Missing;
use crate::records::{AccessReport, AccessingEntity, LastCall, Loaded, keys};
use crate::views::Moment;
use crate::{Context, Error, Halt};

/// The report of a job, if it can still be read.
pub async fn of_job(ctx: &Context<'_>, job: &JobId) -> Result<Loaded<AccessReport>, Halt> {
    let found = ctx.records().load::<AccessReport>(keys::access_report(ctx.account(), job.as_str())).await?;
    let found = found.filter(|report| ctx.now() < report.expires);
    found.ok_or_else(|| Error::from(Missing::AccessReport(job.clone())).into())
}

/// A service, and who called it last.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceView {
    service_name: String,
    last_authenticated: Option<Moment>,
    service_namespace: String,
    last_authenticated_entity: Option<String>,
    last_authenticated_region: Option<String>,
    total_authenticated_entities: u32,
}

impl ServiceView {
    /// Of a service in a report.
    pub fn of(report: &AccessReport, service: &str) -> Self {
        let called = report.entities.iter().filter_map(|entity| Some((entity, entity.calls.get(service)?)));
        let total = called.clone().count();
        let last: Option<(&AccessingEntity, &LastCall)> = called.max_by_key(|(_, call)| call.at);
        Self {
            service_name: title(service).to_owned(),
            last_authenticated: last.map(|(_, call)| Moment(call.at)),
            service_namespace: service.to_owned(),
            last_authenticated_entity: last.map(|(entity, _)| entity.arn.clone()),
            last_authenticated_region: last.map(|(_, call)| call.region.clone()),
            total_authenticated_entities: u32::try_from(total).unwrap_or(u32::MAX),
        }
    }
}

/// A user or a role, and when it last called a service.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct EntityView {
    entity_info: EntityInfo,
    last_authenticated: Option<Moment>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct EntityInfo {
    arn: String,
    name: String,
    r#type: &'static str,
    id: String,
    path: String,
}

impl EntityView {
    /// Of somebody in a report, for a service.
    pub fn of(entity: &AccessingEntity, service: &str) -> Self {
        Self {
            entity_info: EntityInfo {
                arn: entity.arn.clone(),
                name: entity.name.clone(),
                r#type: entity.kind.word(),
                id: entity.id.clone(),
                path: entity.path.clone(),
            },
            last_authenticated: entity.calls.get(service).map(|call| Moment(call.at)),
        }
    }
}

/// What people call a service. One of your own is called what its clients sign for.
fn title(service: &str) -> &str {
    match service {
        "account" => "AWS Account Management",
        "bartizan" => "Bartizan",
        "iam" => "AWS Identity and Access Management",
        "sts" => "AWS Security Token Service",
        other => other,
    }
}
