//! GenerateCredentialReport: asks for a report, which a background job makes.

use model::{Arn, Input};
use serde::Serialize;

use crate::error::Quota;
use crate::operation::{Operation, Sort};
use crate::records::{CredentialReport, Loaded, QueuedReport, ReportProgress, keys};
use crate::{Changes, Context, Error, Halt};

/// Asks for a report.
#[derive(Debug, Input)]
pub struct GenerateCredentialReport {}

/// How far it is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    state: &'static str,
    description: Option<&'static str>,
}

impl Operation for GenerateCredentialReport {
    const ACTION: &'static str = "iam:GenerateCredentialReport";
    const SORT: Sort = Sort::Change;
    type Output = Answer;

    async fn run(&self, ctx: &Context<'_>) -> Result<Answer, Halt> {
        let permit = ctx.authorize_on(&Arn::any())?;
        let there = ctx.records().load::<CredentialReport>(keys::credential_report(ctx.account())).await?;
        let (changes, answer) = match there.as_ref().map(|report| report.progress(ctx.now())) {
            Some(ReportProgress::InProgress) => {
                (Changes::new(), Answer { state: "INPROGRESS", description: None })
            }
            Some(ReportProgress::Ready { .. }) => {
                (Changes::new(), Answer { state: "COMPLETE", description: None })
            }
            // One that has expired is gone, so the words are the same.
            Some(ReportProgress::Expired) | None => {
                check_size(ctx).await?;
                let description = Some("No report exists. Starting a new report generation task");
                (ask(ctx, there.as_ref()), Answer { state: "STARTED", description })
            }
        };
        ctx.commit(&permit, changes).await?;
        Ok(answer)
    }
}

/// Only an operator who raised the quota of users can have so many.
async fn check_size(ctx: &Context<'_>) -> Result<(), Error> {
    let users = ctx.records().count(keys::user_count(ctx.account())).await?;
    if users > Quota::USERS_OF_REPORT.limit { Err(Quota::USERS_OF_REPORT.into()) } else { Ok(()) }
}

/// The job finds what it has to do in a queue, so that it need not look at every account.
fn ask(ctx: &Context<'_>, there: Option<&Loaded<CredentialReport>>) -> Changes {
    let (account, asked) = (ctx.account(), CredentialReport::asked(ctx.now()));
    let queued = keys::queued_report(asked.due, account);
    let changes = Changes::new().upsert(keys::credential_report(account), there, &asked);
    let changes = match there.map(|report| keys::queued_report(report.due, account)) {
        Some(before) if before != queued => changes.remove_key(before),
        _ => changes,
    };
    changes.put(queued, &QueuedReport { account, due: asked.due })
}
