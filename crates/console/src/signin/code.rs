//! "Sign in using MFA": the code.

use askama::Template;
use model::{SerialNumber, Text};
use service::Error;
use service::signin::{CheckMfa, Stage};

use super::key::is_key;
use super::step::{Step, go_on, path_of, start_again};
use super::troubleshoot::encoded;
use crate::devices;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/code.html")]
struct Code {
    page: Page,
    serial: String,
    name: String,
    has_others: bool,
    /// Whether a code was refused: then resynchronizing is offered at once.
    was_refused: bool,
    /// Whether somebody else must help who is refused: the root user helps itself.
    stuck: bool,
    /// Whom to ask then.
    help: Option<String>,
}

impl Code {
    fn of(page: Page, serial: &SerialNumber, count: usize, was_refused: bool) -> Self {
        let page = page.at(&format!("/signin/step/code?SerialNumber={}", encoded(serial.as_str())));
        Self {
            page,
            serial: serial.to_string(),
            name: devices::name(serial).to_owned(),
            has_others: count > 1,
            was_refused,
            stuck: false,
            help: None,
        }
    }
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::SecondFactor(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let Some(serial) = chosen(visit.query.value("SerialNumber"), serials) else {
        return Ok(visit.go("/signin/step/choose"));
    };
    if is_key(serial) {
        return Ok(visit.go("/signin/step/key"));
    }
    let resynchronized = visit.query.value("resynchronized").is_some();
    let notice = resynchronized.then(|| visit.speech.say("code-after-resync").into_owned());
    let page = visit.page(visit.speech.say("code-title")).with_notice(notice);
    Reply::page(&Code::of(page, serial, serials.len(), false))
}

/// Takes a code.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::SecondFactor(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let Some(serial) = chosen(visit.form.value("SerialNumber"), serials) else {
        return Ok(visit.go("/signin/step/choose"));
    };
    let page = || visit.page(visit.speech.say("code-title"));
    let known = [("SerialNumber", serial.to_string())];
    let input = visit.input::<CheckMfa>(&[("SerialNumber", &known[0].1)], &["AuthenticationCode"]);
    let input = match input {
        Ok(input) => input,
        Err(problems) => return Reply::page(&Code::of(page().with(problems), serial, serials.len(), false)),
    };
    match visit.call(&step.caller, &input).await {
        Ok(progress) => go_on(visit, &step.caller, progress).await,
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        // The credentials were changed in between.
        Err(Error::InvalidClientTokenId { .. }) => Ok(start_again(visit)),
        Err(error) => {
            let page = page().with_trouble(visit.words(&error));
            let help = step.help(visit).await?;
            let stuck = !step.is_root() && !step.has_codes(visit).await?;
            Reply::page(&Code { stuck, help, ..Code::of(page, serial, serials.len(), true) })
        }
    }
}

/// The device that was chosen; the only one, where there is only one.
pub fn chosen<'s>(given: Option<&str>, serials: &'s [SerialNumber]) -> Option<&'s SerialNumber> {
    match (given, serials) {
        (Some(given), serials) => serials.iter().find(|serial| serial.to_string() == given),
        (None, [only]) => Some(only),
        (None, _) => None,
    }
}
