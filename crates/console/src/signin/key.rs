//! "Sign in using MFA": a security key.

use askama::Template;
use model::{DeviceKind, SerialNumber};
use service::Error;
use service::signin::{CheckMfaBySecurityKey, Stage};

use super::step::{Step, go_on, path_of, start_again};
use crate::devices;
use crate::keys::KeyForm;
use crate::page::Page;
use crate::reply::Reply;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "signin/key.html")]
struct Key {
    page: Page,
    /// None, where no key can be asked: the page says why.
    key: Option<KeyForm>,
    hint: String,
    has_others: bool,
    is_root: bool,
    has_codes: bool,
    help: Option<String>,
}

/// The page.
pub async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::SecondFactor(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    if !serials.iter().any(is_key) {
        return Ok(visit.go(path_of(&step.stage)));
    }
    render(visit, &step, serials, visit.page(visit.speech.say("code-title"))).await
}

async fn render(
    visit: &Visit<'_>,
    step: &Step,
    serials: &[SerialNumber],
    page: Page,
) -> Result<Reply, Error> {
    let names: Vec<String> = serials
        .iter()
        .filter(|serial| is_key(serial))
        .map(|serial| devices::name(serial).to_owned())
        .collect();
    let hint = match names.as_slice() {
        [only] => visit.speech.say1("key-hint", "device", only).into_owned(),
        _ => visit.speech.say("key-hint-several").into_owned(),
    };
    let page = page.at("/signin/step/key");
    let (key, page) = match KeyForm::get(visit, &step.caller).await {
        Ok(key) => (Some(key), page),
        Err(error @ Error::ServiceFailure(_)) => return Err(error),
        Err(Error::InvalidClientTokenId { .. }) => return Ok(start_again(visit)),
        Err(error) => (None, page.with_trouble(visit.words(&error))),
    };
    let has_others = serials.len() > names.len();
    let (is_root, help) = (step.is_root(), step.help(visit).await?);
    let has_codes = step.has_codes(visit).await?;
    Reply::page_with_script(&Key { page, key, hint, has_others, is_root, has_codes, help })
}

/// Takes the answer.
pub async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(step) = Step::of(visit).await? else { return Ok(start_again(visit)) };
    let Stage::SecondFactor(serials) = &step.stage else { return Ok(visit.go(path_of(&step.stage))) };
    let page = || visit.page(visit.speech.say("code-title"));
    let Ok(input) = visit.input::<CheckMfaBySecurityKey>(&[], &["KeyAnswer"]) else {
        let page = page().with_trouble(visit.speech.say("key-wrong"));
        return render(visit, &step, serials, page).await;
    };
    match visit.call(&step.caller, &input).await {
        Ok(progress) => go_on(visit, &step.caller, progress).await,
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        // The credentials were changed in between.
        Err(Error::InvalidClientTokenId { .. }) => Ok(start_again(visit)),
        Err(error) => {
            let page = page().with_trouble(visit.words(&error));
            render(visit, &step, serials, page).await
        }
    }
}

/// Whether a device signs instead of showing codes.
pub fn is_key(serial: &SerialNumber) -> bool {
    serial.kind() == DeviceKind::SecurityKey
}
