//! "Prove that it is you": what changes devices, keys and contacts asks for a factor of the last quarter of an hour (rule R28).

use askama::Template;
use model::SerialNumber;
use service::signin::{ProveAgain, ProveAgainByPassword};
use service::{Denial, Error};

use super::{AUTHORIZE, Inside};
use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;

#[derive(Template)]
#[template(path = "inside/prove.html")]
struct Prove {
    page: Page,
    /// Where to go on.
    next: String,
    /// The devices, of which one shows a code; without any, the password is asked for.
    serials: Vec<String>,
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
pub fn show(inside: &Inside<'_>) -> Result<Reply, Error> {
    render(inside, inside.page("prove-title"))
}

fn render(inside: &Inside<'_>, page: Page) -> Result<Reply, Error> {
    let visit = inside.visit;
    let next = visit.form.value("next").or_else(|| visit.query.value("next")).unwrap_or_default();
    let devices = inside.caller.credentials().map(|credentials| credentials.mfa_devices.as_slice());
    let serials: Vec<SerialNumber> =
        devices.unwrap_or_default().iter().map(|device| device.serial.clone()).collect();
    let serials = serials.iter().map(ToString::to_string).collect();
    Reply::page(&Prove { page, next: local(next).to_owned(), serials })
}

/// Takes the code, or the password.
pub async fn take(inside: &Inside<'_>) -> Result<Reply, Error> {
    let visit = inside.visit;
    let page = || inside.page("prove-title");
    let has_devices =
        inside.caller.credentials().is_some_and(|credentials| !credentials.mfa_devices.is_empty());
    let cookie = if has_devices {
        match visit.input::<ProveAgain>(&[], &["SerialNumber", "AuthenticationCode"]) {
            Ok(input) => match visit.call(&inside.caller, &input).await {
                Ok(cookie) => cookie,
                Err(error @ Error::ServiceFailure(_)) => return Err(error),
                Err(error) => return render(inside, page().with_trouble(visit.words(&error))),
            },
            Err(problems) => return render(inside, page().with(problems)),
        }
    } else {
        let input = match visit.input::<ProveAgainByPassword>(&[], &["Password"]) {
            Ok(input) => input,
            Err(problems) => return render(inside, page().with(problems)),
        };
        match visit.call(&inside.caller, &input).await {
            Ok(cookie) => cookie,
            Err(error @ Error::ServiceFailure(_)) => return Err(error),
            Err(error) => return render(inside, page().with_trouble(visit.words(&error))),
        }
    };
    let next = local(visit.typed("next")).to_owned();
    Ok(visit.go(&next).cookie(visit.console.jar.set(Cookie::Session, cookie.expose())))
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
