//! "Troubleshoot your authentication device": resynchronize with two codes, before there is a session.

use askama::Template;
use model::{SerialNumber, Text};
use service::iam::mfa::{ResyncMfaDevice, ResyncRootMfaDevice};
use service::signin::Stage;
use service::{Denial, Error, Identity};

use super::choose::name;
use super::code::chosen;
use super::step::{Step, path_of, start_again};
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/troubleshoot.html")]
struct Troubleshoot {
    page: Page,
    serial: String,
    name: String,
    is_root: bool,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::Code(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let Some(serial) = chosen(visit.query.value("SerialNumber"), serials) else {
        return Ok(visit.go("/signin/step/choose"));
    };
    render(visit.page(visit.speech.say("troubleshoot-title")), &step, serial)
}

fn render(page: Page, step: &Step, serial: &SerialNumber) -> Result<Reply, Error> {
    let (serial, name) = (serial.to_string(), name(serial));
    Reply::page(&Troubleshoot { page, serial, name, is_root: step.is_root() })
}

/// Takes two codes.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::Code(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let Some(serial) = chosen(visit.form.value("SerialNumber"), serials) else {
        return Ok(visit.go("/signin/step/choose"));
    };
    let page = || visit.page(visit.speech.say("troubleshoot-title"));
    let result = match resync(visit, &step, serial).await {
        Ok(result) => result,
        Err(problems) => return render(page().with(problems), &step, serial),
    };
    match result {
        Ok(()) => {
            let serial = encoded(serial.as_str());
            Ok(visit.go(&format!("/signin/step/code?SerialNumber={serial}&resynchronized")))
        }
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(Error::InvalidClientTokenId { .. }) => Ok(start_again(visit)),
        Err(error) => {
            let mut words = visit.words(&error);
            if matches!(error, Error::AccessDenied(Denial::Policy(_))) {
                words = format!("{words} {}", visit.speech.say("troubleshoot-ask"));
            }
            render(page().with_trouble(words), &step, serial)
        }
    }
}

async fn resync(
    visit: &Visit<'_>,
    step: &Step,
    serial: &SerialNumber,
) -> Result<Result<(), Error>, Problems> {
    let codes = ["AuthenticationCode1", "AuthenticationCode2"];
    Ok(match step.caller.identity() {
        Identity::User(user) => {
            let known = [("UserName", user.name.as_str()), ("SerialNumber", serial.as_str())];
            let input = visit.input::<ResyncMfaDevice>(&known, &codes)?;
            visit.call(&step.caller, &input).await.map(|_| ())
        }
        Identity::Root(_) | Identity::Role { .. } | Identity::Federated { .. } => {
            let input = visit.input::<ResyncRootMfaDevice>(&[("SerialNumber", serial.as_str())], &codes)?;
            visit.call(&step.caller, &input).await.map(|_| ())
        }
    })
}

/// A value in a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            other => format!("%{other:02X}"),
        })
        .collect()
}
