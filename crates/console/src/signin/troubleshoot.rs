//! "Troubleshoot your authentication device": resynchronize with two codes, before there is a session.

use askama::Template;
use model::{SerialNumber, Text};
use service::iam::mfa::{ResyncMfaDevice, ResyncRootMfaDevice};
use service::signin::Stage;
use service::{Denial, Error, Identity};

use super::choose::Choice;
use super::code::chosen;
use super::key::is_key;
use super::step::{Step, path_of, start_again};
use crate::devices;
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/troubleshoot.html")]
struct Troubleshoot {
    page: Page,
    /// The devices that may have drifted.
    devices: Vec<Choice>,
    /// The one that was asked for.
    chosen: String,
    /// How to get the second code.
    go_on: String,
    /// Back to where a code is asked for.
    back: String,
    is_root: bool,
    /// Whether another device can vouch: that comes before any recovery.
    has_others: bool,
    has_codes: bool,
    help: Option<String>,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Some(serials) = showing_codes(&step) else { return Ok(visit.go(path_of(&step.stage))) };
    let serials = serials.as_slice();
    let page = visit.page(visit.speech.say("troubleshoot-title"));
    render(visit, page, &step, serials, chosen(visit.query.value("SerialNumber"), serials)).await
}

/// The devices that can be out of step: security keys show no codes.
fn showing_codes(step: &Step) -> Option<Vec<SerialNumber>> {
    let Stage::SecondFactor(serials) = &step.stage else { return None };
    let showing: Vec<_> = serials.iter().filter(|serial| !is_key(serial)).cloned().collect();
    (!showing.is_empty()).then_some(showing)
}

async fn render(
    visit: &Visit<'_>,
    page: Page,
    step: &Step,
    serials: &[SerialNumber],
    chosen: Option<&SerialNumber>,
) -> Result<Reply, Error> {
    let devices = serials.iter().map(|serial| Choice::of(serial, visit.speech)).collect();
    let go_on = how_to_go_on(visit, step, serials).await?;
    let back = chosen.map_or_else(|| path_of(&step.stage).to_owned(), code_of);
    let here =
        chosen.map_or_else(String::new, |serial| format!("?SerialNumber={}", encoded(serial.as_str())));
    let page = page.at(&format!("/signin/step/troubleshoot{here}"));
    let chosen = chosen.map(ToString::to_string).unwrap_or_default();
    let has_others = matches!(&step.stage, Stage::SecondFactor(all) if all.len() > 1);
    let (is_root, help) = (step.is_root(), step.help(visit).await?);
    let has_codes = step.has_codes(visit).await?;
    Reply::page(&Troubleshoot { page, devices, chosen, go_on, back, is_root, has_others, has_codes, help })
}

/// How to get the second code, of whichever device is chosen on the page.
async fn how_to_go_on(visit: &Visit<'_>, step: &Step, serials: &[SerialNumber]) -> Result<String, Error> {
    let mut all = Vec::with_capacity(serials.len());
    for serial in serials {
        all.push(visit.service().shows(&step.caller, serial).await?);
    }
    Ok(match all.as_slice() {
        [first, others @ ..] if others.iter().all(|other| other == first) => {
            devices::how_to_go_on(*first, visit.speech)
        }
        _ => visit.speech.say("next-of-any").into_owned(),
    })
}

/// Where a device's code is asked for.
fn code_of(serial: &SerialNumber) -> String {
    format!("/signin/step/code?SerialNumber={}", encoded(serial.as_str()))
}

/// Takes two codes.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Some(serials) = showing_codes(&step) else { return Ok(visit.go(path_of(&step.stage))) };
    let serials = serials.as_slice();
    let Some(serial) = chosen(visit.form.value("SerialNumber"), serials) else {
        return Ok(visit.go("/signin/step/choose"));
    };
    let page = || visit.page(visit.speech.say("troubleshoot-title"));
    let result = match resync(visit, &step, serial).await {
        Ok(result) => result,
        Err(problems) => return render(visit, page().with(problems), &step, serials, Some(serial)).await,
    };
    match result {
        Ok(()) => Ok(visit.go(&format!("{}&resynchronized", code_of(serial)))),
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(Error::InvalidClientTokenId { .. }) => Ok(start_again(visit)),
        Err(error) => {
            let mut words = visit.words(&error);
            if matches!(error, Error::AccessDenied(Denial::Policy(_))) {
                // What to do comes first: a policy's words end as they will.
                words = format!("{} {words}", visit.speech.say("troubleshoot-ask"));
            }
            render(visit, page().with_trouble(words), &step, serials, Some(serial)).await
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
        Identity::Root(_) | Identity::Role { .. } | Identity::Federated { .. } | Identity::WebIdentity(_) => {
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
