//! "Prove that it is you": what changes devices, keys and contacts asks for a factor of the last quarter of an hour (rule R28).

use askama::Template;
use model::Secret;
use service::signin::{ProveAgain, ProveAgainByPassword, ProveAgainBySecurityKey};
use service::{Denial, Error, Operation};

use super::{AUTHORIZE, Inside};
use crate::cookies::Cookie;
use crate::faults::Problems;
use crate::keys::KeyForm;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::{encoded, is_key};

#[derive(Template)]
#[template(path = "inside/prove.html")]
struct Prove {
    page: Page,
    /// Where to go on.
    next: String,
    /// The devices that show codes, of which one shows one.
    serials: Vec<String>,
    /// For security keys, if there are any.
    key: Option<KeyForm>,
    /// Whether there is no device at all: then the password is asked for.
    by_password: bool,
}

/// To this page, if that is what an error asks for; and then back to where one was.
///
/// Who has neither password nor device can prove nothing there, and reads the refusal instead.
pub fn detour(inside: &Inside<'_>, error: &Error, back: &str) -> Option<Reply> {
    let (visit, can_prove) = (inside.visit, inside.caller.credentials().is_some());
    (can_prove && matches!(error, Error::AccessDenied(Denial::FactorNotFresh)))
        .then(|| visit.go(&format!("/console/prove?next={}", encoded(back))))
}

/// The page.
pub async fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    match after_recovery(inside) {
        Some(refused) => refused,
        None => render(inside, inside.page("prove-title")).await,
    }
}

/// The refusal in a session after a recovery: no factor makes it another session, and the device that would be asked for may be the
/// lost one (rule R33).
fn after_recovery(inside: &Inside<'_>) -> Option<Result<Reply, Error>> {
    inside.caller.is_recovered().then(|| {
        let words = inside.visit.speech.say("error-recovered");
        crate::console::sentence(inside.visit, http::StatusCode::FORBIDDEN, &words)
    })
}

async fn render(inside: &Inside<'_>, mut page: Page) -> Result<Reply, Error> {
    let visit = inside.visit;
    let next = visit.form.value("next").or_else(|| visit.query.value("next")).unwrap_or_default();
    let devices = inside.caller.credentials().map(|credentials| credentials.mfa_devices.as_slice());
    let devices = devices.unwrap_or_default();
    let (keys, others): (Vec<_>, Vec<_>) =
        devices.iter().map(|device| &device.serial).partition(|serial| is_key(serial));
    let key = match keys.is_empty() {
        true => None,
        false => match KeyForm::get(visit, &inside.caller).await {
            Ok(key) => Some(key),
            Err(error @ Error::ServiceFailure(_)) => return Err(error),
            // Why a key cannot be asked is of use only where nothing else can be.
            Err(error) => {
                if others.is_empty() && page.trouble.is_none() {
                    page = page.with_trouble(visit.words(&error));
                }
                None
            }
        },
    };
    let serials = others.into_iter().map(ToString::to_string).collect();
    let by_password = devices.is_empty();
    Reply::page_with_script(&Prove { page, next: local(next).to_owned(), serials, key, by_password })
}

/// Takes the code, or the password.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    if let Some(refused) = after_recovery(inside) {
        return refused;
    }
    let visit = inside.visit;
    let page = || inside.page("prove-title");
    let has_devices =
        inside.caller.credentials().is_some_and(|credentials| !credentials.mfa_devices.is_empty());
    let proven = if !has_devices {
        prove::<ProveAgainByPassword>(inside, &["Password"]).await
    } else if !visit.typed("KeyAnswer").is_empty() {
        prove::<ProveAgainBySecurityKey>(inside, &["KeyAnswer"]).await
    } else {
        prove::<ProveAgain>(inside, &["SerialNumber", "AuthenticationCode"]).await
    };
    let cookie = match proven {
        Ok(Ok(cookie)) => cookie,
        Ok(Err(error @ Error::ServiceFailure(_))) => return Err(error),
        Ok(Err(error)) => return render(inside, page().with_trouble(visit.words(&error))).await,
        Err(problems) => return render(inside, page().with(problems)).await,
    };
    let next = local(visit.typed("next")).to_owned();
    Ok(visit.go(&next).cookie(visit.console.jar.set(Cookie::Session, cookie.expose())))
}

/// Proves it in one of the ways: the cookie under which the session goes on.
async fn prove<O: Operation<Output = Secret<String>>>(
    inside: &Inside<'_>,
    fields: &[&str],
) -> Result<Result<Secret<String>, Error>, Problems> {
    let input = inside.visit.input::<O>(&[], fields)?;
    Ok(inside.visit.call(&inside.caller, &input).await)
}

/// A page of the console, or what a program asked for, and nothing else: `//host` and `/\host` lead elsewhere.
pub fn local(path: &str) -> &str {
    let is_console =
        path.strip_prefix("/console").is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_ours = is_console || path.strip_prefix(AUTHORIZE).is_some_and(|rest| rest.starts_with('?'));
    let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !path.contains("//");
    if is_ours && is_plain { path } else { "/console" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn only_pages_of_the_console_are_gone_on_to() {
        for (given, goes) in [
            ("/console/users/alice?tab=1", "/console/users/alice?tab=1"),
            ("/console", "/console"),
            ("/console?x", "/console?x"),
            ("/v1/authorize?state=x", "/v1/authorize?state=x"),
            ("/v1/authorize", "/console"),
            ("/v1/authorizer?x", "/console"),
            ("/v1/token?x", "/console"),
            ("", "/console"),
            ("https://example.com/console", "/console"),
            ("//example.com", "/console"),
            ("/\\example.com", "/console"),
            ("/console//example.com", "/console"),
            ("/console\\@example.com", "/console"),
            ("/consoles", "/console"),
            ("/console.example.com", "/console"),
            ("/console\r\nSet-Cookie: x=1", "/console"),
            ("javascript:alert(1)", "/console"),
        ] {
            assert_eq!(local(given), goes, "{given}");
        }
    }
}
