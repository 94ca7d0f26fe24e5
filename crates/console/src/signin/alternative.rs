//! "Sign in using alternative factors", for the root user who has lost the device: the password again, a mail, a call. What each step needs is
//! the service's to say; these pages show how far a recovery is, and only forms move it on (rule R26).

mod begin;
mod link;
mod mail;
mod phone;

use askama::Template;
use http::Method;
use service::signin::RecoveryView;
use service::{Caller, Denial, Error, RecoveryRefused};

use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::speech::Speech;
use crate::visit::Visit;

pub use link::page as link;

/// Where these pages are.
const HERE: &str = "/signin/step/alternative";

/// The page at a path under `/signin/step/alternative`.
pub async fn page(visit: &Visit<'_>, path: &[&str]) -> Result<Option<Reply>, Error> {
    let is_post = *visit.method == Method::POST;
    Ok(Some(match (path, is_post) {
        ([], false) => begin::show(visit).await?,
        ([], true) => begin::take(visit).await?,
        (["mail"], false) => mail::show(visit).await?,
        (["mail", "send"], true) => mail::send(visit).await?,
        (["mail", "code"], true) => mail::code(visit).await?,
        (["phone"], false) => phone::show(visit).await?,
        (["phone", "call"], true) => phone::call(visit).await?,
        (["finish"], true) => phone::finish(visit).await?,
        // Where a form was sent to: somebody loads the page again, or changes its language.
        (["mail", _], false) => visit.go(&at("mail")),
        (["phone", _] | ["finish"], false) => visit.go(&at("phone")),
        _ => return Ok(None),
    }))
}

fn at(step: &str) -> String {
    format!("{HERE}/{step}")
}

/// Somebody who recovers in this browser.
struct Recovering {
    caller: Caller,
    view: RecoveryView,
}

impl Recovering {
    /// As the cookie says.
    async fn of(visit: &Visit<'_>) -> Result<Option<Self>, Error> {
        let Some(cookie) = visit.cookie(Cookie::Recovery) else { return Ok(None) };
        let Some(caller) = visit.service().caller_of_recovery(cookie, visit.now).await? else {
            return Ok(None);
        };
        let view = visit.service().recovery_view(&caller, visit.now).await?;
        Ok(view.map(|view| Self { caller, view }))
    }
}

/// Back to the start: it took too long, or is finished, or was never begun in this browser.
fn over(visit: &Visit<'_>) -> Reply {
    visit.go("/signin/root?ended").cookie(visit.console.jar.clear(Cookie::Recovery))
}

/// What a step that was refused leads to: where it is not a sentence on the same page.
///
/// # Errors
/// If the service failed.
fn refused(visit: &Visit<'_>, error: Error) -> Result<Result<Reply, String>, Error> {
    Ok(match error {
        Error::ServiceFailure(_) => return Err(error),
        Error::InvalidClientTokenId { .. } | Error::AccessDenied(Denial::SessionCredentials { .. }) => {
            Ok(over(visit))
        }
        Error::AccessDenied(Denial::Recovery(refused)) => match refused {
            RecoveryRefused::Over | RecoveryRefused::NotForThis => Ok(over(visit)),
            // It was done already: a form was sent twice.
            RecoveryRefused::MailProven | RecoveryRefused::PhoneProven => Ok(visit.go(&at("phone"))),
            RecoveryRefused::MailNotProven => Ok(visit.go(&at("mail"))),
            other => Err(words(other, visit)),
        },
        other => Err(visit.words(&other)),
    })
}

/// Why a step was refused, in words.
fn words(refused: RecoveryRefused, visit: &Visit<'_>) -> String {
    let s = visit.speech;
    let id = match refused {
        RecoveryRefused::Code { left } => {
            return s.count("alternative-code-wrong", "left", i64::from(left)).into_owned();
        }
        RecoveryRefused::Over => "step-ended",
        RecoveryRefused::NotForThis => "alternative-not-for-this",
        RecoveryRefused::Link => "alternative-link-void",
        RecoveryRefused::NoMail => "alternative-no-mail",
        RecoveryRefused::CodesSpent => "alternative-codes-spent",
        RecoveryRefused::MailsSpent => "alternative-mails-spent",
        RecoveryRefused::CallsSpent => "alternative-calls-spent",
        RecoveryRefused::NotProven | RecoveryRefused::MailNotProven => "alternative-not-proven",
        RecoveryRefused::MailProven | RecoveryRefused::PhoneProven => "alternative-proven",
        RecoveryRefused::SwitchedOff => return switched_off(visit),
        RecoveryRefused::NoPhone => return no_phone(visit),
        RecoveryRefused::SpentForToday => {
            return format!("{} {}", s.say("alternative-spent-today"), support(visit));
        }
    };
    s.say(id).into_owned()
}

/// That another one goes out in so many seconds.
fn later(visit: &Visit<'_>, id: &str, seconds: u64) -> String {
    visit.speech.count(id, "seconds", i64::try_from(seconds).unwrap_or(i64::MAX)).into_owned()
}

/// Whom to ask.
pub fn support(visit: &Visit<'_>) -> String {
    let s: Speech = visit.speech;
    match visit.service().support_contact() {
        Some(contact) => s.say1("alternative-support", "contact", contact).into_owned(),
        None => s.say("alternative-support-operator").into_owned(),
    }
}

/// That the operator switched it off, and whom to ask.
fn switched_off(visit: &Visit<'_>) -> String {
    format!("{} {}", visit.speech.say("alternative-switched-off"), support(visit))
}

/// That there is no phone, and whom to ask.
fn no_phone(visit: &Visit<'_>) -> String {
    format!("{} {}", visit.speech.say("alternative-no-phone"), support(visit))
}

/// A page of one sentence.
#[derive(Template)]
#[template(path = "signin/alternative/told.html")]
struct Told {
    page: Page,
    words: String,
}
