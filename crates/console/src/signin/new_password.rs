//! A new password, where the sign-in demands one; or whom to ask, where only an administrator can set it.

use askama::Template;
use service::signin::{Stage, UpdatePassword};
use service::{Denial, Error};

use super::step::{Step, go_on, path_of, start_again};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/new_password.html")]
struct NewPassword {
    page: Page,
    /// Whether its owner can set it here.
    can_set: bool,
    help: Option<String>,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let can_set = match step.stage {
        Stage::NewPassword => true,
        Stage::PasswordReset => false,
        ref other => return Ok(visit.go(path_of(other))),
    };
    let help = step.help(visit).await?;
    Reply::page(&NewPassword { page: visit.page(visit.speech.say("new-password-title")), can_set, help })
}

/// Takes the new password, twice.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    if step.stage != Stage::NewPassword {
        return Ok(visit.go(path_of(&step.stage)));
    }
    let s = visit.speech;
    let again = |problems: Problems| {
        let page = visit.page(s.say("new-password-title")).with(problems);
        Reply::page(&NewPassword { page, can_set: true, help: None })
    };
    let input = match visit.input::<UpdatePassword>(&[], &["NewPassword"]) {
        Ok(input) => input,
        Err(problems) => return again(problems),
    };
    if visit.typed("NewPassword") != visit.typed("Repeated") {
        return again(Problems::one("Repeated", s.say("password-differs")));
    }
    match visit.call(&step.caller, &input).await {
        Ok(progress) => go_on(visit, &step.caller, progress).await,
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(Error::InvalidClientTokenId { .. } | Error::AccessDenied(Denial::SessionCredentials { .. })) => {
            Ok(start_again(visit))
        }
        Err(error) => again(Problems::one("NewPassword", visit.words(&error))),
    }
}
