//! The password again.

use askama::Template;
use model::Secret;
use service::signin::{Begin, BeginRefused, Browser, Stage};
use service::{Error, Identity};

use super::{HERE, at, no_phone, refused, switched_off};
use crate::cookies::Cookie;
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::step::{Step, password_refused, path_of, start_again};
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/alternative/begin.html")]
struct Password {
    page: Page,
    /// That there is no phone: who reads it now sends no mail in vain.
    no_phone: Option<String>,
    /// That the operator switched it off: then nothing can be begun.
    switched_off: Option<String>,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    match recoverable(visit).await? {
        Ok(step) => render(visit, &step, page(visit)),
        Err(reply) => Ok(reply),
    }
}

/// Who is signing in, if it is the root user, who is asked for a device.
async fn recoverable(visit: &Visit<'_>) -> Result<Result<Step, Reply>, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(Err(start_again(visit))) };
    let is_for_this = step.is_root() && matches!(step.stage, Stage::SecondFactor(_));
    Ok(if is_for_this { Ok(step) } else { Err(visit.go(path_of(&step.stage))) })
}

fn page(visit: &Visit<'_>) -> Page {
    visit.page(visit.speech.say("alternative-title")).at(HERE)
}

fn render(visit: &Visit<'_>, step: &Step, page: Page) -> Result<Reply, Error> {
    let Identity::Root(account) = step.caller.identity() else { return Ok(visit.go(path_of(&step.stage))) };
    let has_phone = account.recovery_phone(visit.now).is_some();
    Reply::page(&Password {
        page,
        no_phone: (!has_phone).then(|| no_phone(visit)),
        switched_off: account.alternative_factors_off.then(|| switched_off(visit)),
    })
}

/// Takes it.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let step = match recoverable(visit).await? {
        Ok(step) => step,
        Err(reply) => return Ok(reply),
    };
    let password = Secret::new(visit.typed("Password").to_owned());
    if password.expose().is_empty() {
        let problems = Problems::one("Password", visit.speech.say("fault-missing"));
        return render(visit, &step, page(visit).with(problems));
    }
    let begin = Begin {
        password: &password,
        browser: Browser { address: visit.origin.address, known: visit.cookie(Cookie::Browser) },
        former: visit.cookie(Cookie::Recovery),
        language: Some(visit.speech.0.tag()),
    };
    let words = match visit.service().begin_recovery(&step.caller, begin, &visit.origin, visit.now).await {
        Ok(cookie) => {
            let cookie = visit.console.jar.set(Cookie::Recovery, cookie.expose());
            return Ok(visit.go(&at("mail")).cookie(cookie));
        }
        Err(BeginRefused::Password(why)) => password_refused(visit, why)?,
        Err(BeginRefused::Refused(error)) => match refused(visit, error)? {
            Ok(reply) => return Ok(reply),
            Err(words) => words,
        },
    };
    render(visit, &step, page(visit).with_trouble(words))
}
