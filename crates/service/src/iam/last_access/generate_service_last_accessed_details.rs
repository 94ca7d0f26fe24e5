//! GenerateServiceLastAccessedDetails: when a user, the members of a group, a role or the holders of a policy last called which service. The
//! report is made at once, of no more than a thousand documents and a thousand events.

use std::time::Duration;

use model::{AccessGranularity, Input, PolicyArn};
use serde::Serialize;
use serde_json::json;
use store::{Partition, ScanRange};

use super::collect::collect;
use crate::authorize::condition_keys;
use crate::entropy::Uuid;
use crate::error::InvalidInput;
use crate::operation::{Operation, Sort};
use crate::records::{AccessReport, Loaded, keys};
use crate::{Changes, Context, Error, Halt};

/// How long a report can be read.
const LIFE: Duration = Duration::from_secs(24 * 3_600);
/// So many an account has at once (rule R16). Then the oldest gives way: scanners ask for one of every user and role, and read each at once.
const MOST: u64 = 500;
/// So many that are too old are swept when another is made.
const SWEPT: usize = 20;

/// Asks for a report.
#[derive(Debug, Input)]
pub struct GenerateServiceLastAccessedDetails {
    /// Of whom, or of which managed policy.
    pub arn: PolicyArn,
    /// How fine.
    pub granularity: Option<AccessGranularity>,
}

/// What names the report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Generated {
    job_id: String,
}

impl Operation for GenerateServiceLastAccessedDetails {
    const ACTION: &'static str = "iam:GenerateServiceLastAccessedDetails";
    const SORT: Sort = Sort::Change;
    const RESOURCES: &'static [&'static str] = &["group", "policy", "role", "user"];
    const CONDITION_KEYS: &'static [&'static str] = condition_keys::TAGGED;
    type Output = Generated;

    async fn run(&self, ctx: &Context<'_>) -> Result<Generated, Halt> {
        let collected = collect(ctx, &self.arn).await?;
        if self.granularity == Some(AccessGranularity::ACTION_LEVEL) {
            return Err(Error::from(InvalidInput::ActionLevel).into());
        }
        let account = ctx.account();
        let report = AccessReport {
            schema: AccessReport::SCHEMA,
            of: self.arn.to_string(),
            made: ctx.now(),
            expires: ctx.now().after(LIFE),
            services: collected.services,
            entities: collected.entities,
        };
        let job = job_id(ctx);
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::ACCESS_REPORTS);
        let mut over: Vec<Loaded<AccessReport>> = ctx.records().scan(&range, SWEPT).await?;
        let is_full = ctx.records().count(keys::access_report_count(account)).await? >= MOST;
        let oldest = over.first().map(|old| old.made);
        over.retain(|old| ctx.now() >= old.expires || (is_full && Some(old.made) == oldest));
        let more = 1 - i64::try_from(over.len()).unwrap_or_default();
        let mut changes = Changes::new()
            .create(keys::access_report(account, &job), &report)
            .count(keys::access_report_count(account), more, MOST, Error::Throttling)
            .responded(json!({ "jobId": job }));
        for old in &over {
            changes = changes.remove(old);
        }
        // What it is about was authorized where it was loaded.
        ctx.commit(&ctx.unconditional(), changes).await?;
        Ok(Generated { job_id: job })
    }
}

/// In the order of time, so that the oldest are swept first; and nobody guesses one.
fn job_id(ctx: &Context<'_>) -> String {
    let mut bytes = ctx.service.entropy.array::<16>();
    bytes[..8].copy_from_slice(&ctx.now().micros().to_be_bytes());
    Uuid(bytes).to_string()
}
