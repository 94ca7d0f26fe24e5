//! "Use a recovery code": in place of a device that is lost or broken.

use askama::Template;
use service::signin::{Stage, UseRecoveryCode};
use service::{Denial, Error, RecoveryCodeRefused};

use super::step::{Step, go_on, path_of, start_again};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/recovery_code.html")]
struct Code {
    page: Page,
    help: Option<String>,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    match offered(visit).await? {
        Ok(step) => render(visit, &step, page(visit)).await,
        Err(reply) => Ok(reply),
    }
}

/// Who is asked for a device, and has codes to use instead.
async fn offered(visit: &Visit<'_>) -> Result<Result<Step, Reply>, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(Err(start_again(visit))) };
    let is_due = matches!(step.stage, Stage::SecondFactor(_));
    Ok(if is_due && step.has_codes(visit).await? { Ok(step) } else { Err(visit.go(path_of(&step.stage))) })
}

fn page(visit: &Visit<'_>) -> Page {
    visit.page(visit.speech.say("codes-use-title")).at("/signin/step/recovery-code")
}

async fn render(visit: &Visit<'_>, step: &Step, page: Page) -> Result<Reply, Error> {
    // What was typed is not shown again: who looks over a shoulder would read it.
    Reply::page(&Code { page, help: step.help(visit).await? })
}

/// Takes a code.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let step = match offered(visit).await? {
        Ok(step) => step,
        Err(reply) => return Ok(reply),
    };
    let Ok(input) = visit.input::<UseRecoveryCode>(&[], &["RecoveryCode"]) else {
        let is_empty = visit.typed("RecoveryCode").is_empty();
        let words =
            if is_empty { visit.speech.say("fault-missing") } else { visit.speech.say("codes-shape") };
        return render(visit, &step, page(visit).with(Problems::one("RecoveryCode", words))).await;
    };
    match visit.call(&step.caller, &input).await {
        Ok(progress) => go_on(visit, &step.caller, progress).await,
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        // The credentials were changed in between.
        Err(Error::InvalidClientTokenId { .. }) => Ok(start_again(visit)),
        Err(Error::AccessDenied(Denial::RecoveryCode(RecoveryCodeRefused::None))) => {
            Ok(visit.go(path_of(&step.stage)))
        }
        Err(error) => render(visit, &step, page(visit).with_trouble(visit.words(&error))).await,
    }
}
