//! The credential report: asked for, waited for, kept as a file.

use askama::Template;
use service::Error;
use service::iam::credential_reports::{GenerateCredentialReport, GetCredentialReport};

use super::Inside;
use super::section::{Wrong, submit};
use crate::inside::when::When;
use crate::page::Page;
use crate::reply::Reply;

#[derive(Template)]
#[template(path = "inside/users/report.html")]
struct Report {
    page: Page,
    state: State,
}

/// How far the report is.
enum State {
    /// There is none, or none any more.
    Absent,
    /// It is being made: the page looks again by itself.
    InProgress,
    /// It was made.
    Ready(When),
    /// Who asks may not know.
    Refused(String),
}

impl Report {
    const fn is_waited_for(&self) -> bool {
        matches!(self.state, State::InProgress)
    }
}

const HERE: &str = "/console/users/credential-report";

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("report-title")).await
}

async fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let state = match inside.visit.call(&inside.caller, &GetCredentialReport {}).await {
        Ok(report) => State::Ready(report.generated_time.into()),
        Err(Error::ReportNotPresent | Error::ReportExpired) => State::Absent,
        Err(Error::ReportInProgress) => State::InProgress,
        Err(error @ Error::ServiceFailure(_)) => return Err(error),
        Err(error) => State::Refused(inside.visit.words(&error)),
    };
    Reply::page(&Report { page, state })
}

/// Asks for a report.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    match submit(inside, Ok(GenerateCredentialReport {}), HERE).await? {
        Ok(_) => Ok(inside.visit.go(HERE)),
        Err(Wrong::Detour(reply)) => Ok(reply),
        Err(Wrong::Said(problems)) => render(inside, inside.page("report-title").with(problems)).await,
    }
}

/// The report as a file.
pub async fn file(inside: &Inside<'_>) -> Result<Reply, Error> {
    match inside.visit.call(&inside.caller, &GetCredentialReport {}).await {
        Ok(report) => Ok(Reply::file("text/csv; charset=utf-8", "credential-report.csv", report.content.0)),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        // It expired meanwhile, or may not be read: the page says which.
        Err(_) => Ok(inside.visit.go(HERE)),
    }
}
