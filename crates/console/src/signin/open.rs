//! Nothing is due any more, although a step was: somebody took the device away, or the demand. One press opens the session.

use askama::Template;
use service::Error;
use service::signin::{ConsoleLogin, Stage};

use super::step::{Step, go_on, path_of, start_again};
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/open.html")]
struct Open {
    page: Page,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    if step.stage != Stage::Complete {
        return Ok(visit.go(path_of(&step.stage)));
    }
    Reply::page(&Open { page: visit.page(visit.speech.say("open-title")) })
}

/// Opens the session.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let progress = visit.call(&step.caller, &ConsoleLogin {}).await?;
    go_on(visit, &step.caller, progress).await
}
