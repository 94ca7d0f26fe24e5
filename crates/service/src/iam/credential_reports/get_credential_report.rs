//! GetCredentialReport: the report that was made last, if it is not older than four hours.

use model::{Arn, Input};
use serde::Serialize;
use store::{Partition, ScanRange};

use crate::operation::{Operation, Sort};
use crate::records::{CredentialReport, ReportPart, ReportProgress, keys};
use crate::views::{Blob, Moment};
use crate::{Context, Error, Halt};

/// Asks for the report.
#[derive(Debug, Input)]
pub struct GetCredentialReport {}

/// The report.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Answer {
    /// The table, as CSV.
    pub content: Blob,
    report_format: &'static str,
    /// When it was made.
    pub generated_time: Moment,
}

/// How many parts are read at once.
const AT_ONCE: usize = 8;

impl Operation for GetCredentialReport {
    const ACTION: &'static str = "iam:GetCredentialReport";
    const SORT: Sort = Sort::Read;
    type Output = Answer;

    async fn run(&self, ctx: &Context<'_>) -> Result<Answer, Halt> {
        ctx.authorize_on(&Arn::any())?;
        let there = ctx.records().load::<CredentialReport>(keys::credential_report(ctx.account())).await?;
        match there.as_ref().map(|report| report.progress(ctx.now())) {
            None => Err(Error::ReportNotPresent.into()),
            Some(ReportProgress::InProgress) => Err(Error::ReportInProgress.into()),
            Some(ReportProgress::Expired) => Err(Error::ReportExpired.into()),
            Some(ReportProgress::Ready { report, generated, parts }) => Ok(Answer {
                content: Blob(joined(ctx, report, parts).await?),
                report_format: "text/csv",
                generated_time: Moment(generated),
            }),
        }
    }
}

/// The text of a report, put together. Reports are large, so they take turns with the account's lists (rule R16).
async fn joined(ctx: &Context<'_>, report: &str, parts: u32) -> Result<Vec<u8>, Halt> {
    let _turn = ctx.service.scans.turn(ctx.account()).await;
    let mut range =
        ScanRange::prefix(Partition::Account(ctx.account().number()), &keys::report_parts(report));
    let (mut text, mut found) = (Vec::new(), 0);
    loop {
        let piece = ctx.records().scan::<ReportPart>(&range, AT_ONCE).await?;
        for part in &piece {
            text.extend_from_slice(part.text.as_bytes());
            found += 1;
        }
        match piece.last() {
            Some(last) if piece.len() == AT_ONCE => range = range.after(&last.key().path),
            _ => break,
        }
    }
    // It expired since this request began, and was cleaned up: half a report would look like a whole one.
    if found < parts { Err(Error::ReportExpired.into()) } else { Ok(text) }
}
