//! `/v1/authorize`: a program on somebody's machine asks for a session at its terminal. The page says who asks, as whom and for how long,
//! and shows the code that the terminal shows; only its button does anything (rules R26, R27).

use askama::Template;
use data_encoding::BASE64URL_NOPAD;
use http::{Method, StatusCode};
use model::Form;
use service::signin::{AuthorizeFault, AuthorizeOAuth2Access, AuthorizeRequest};
use service::{Caller, Credential, Denial, Error};

use super::prove::detour;
use super::when::When;
use super::{Inside, signed_in};
use crate::console::sentence;
use crate::cookies::Cookie;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "inside/terminal.html")]
struct Confirm {
    page: Page,
    /// The request, for the form to send it again.
    fields: Vec<(&'static str, String)>,
    short_code: String,
    client: &'static str,
    account: String,
    arn: String,
    has_mfa: bool,
    /// When the session at the terminal is over at the latest.
    until: When,
    /// Tells the program that nobody wants it.
    cancel: String,
}

#[derive(Template)]
#[template(path = "inside/terminal-refused.html")]
struct Refused {
    page: Page,
    words: String,
    /// Tells the program, which waits.
    cancel: String,
}

/// The page, or what its button does.
pub async fn page(visit: &Visit<'_>) -> Result<Reply, Error> {
    let is_post = *visit.method == Method::POST;
    let asked =
        AuthorizeRequest::read(|name| if is_post { visit.form.value(name) } else { visit.query.value(name) });
    let request = match asked {
        Ok(request) => request,
        // Where the answer would go is what cannot be trusted: it is shown here.
        Err(fault) => return sentence(visit, StatusCode::BAD_REQUEST, &visit.speech.say(words(fault))),
    };
    let Some(caller) = signed_in(visit).await? else {
        let wanted = BASE64URL_NOPAD.encode(query(&request).as_bytes());
        return Ok(visit.go("/signin").cookie(visit.console.jar.set(Cookie::Wanted, &wanted)));
    };
    visit.service().session_seen(&caller, visit.now).await?;
    let inside = Inside { visit, caller };
    if is_post { confirm(&inside, request).await } else { show(&inside, &request) }
}

const fn words(fault: AuthorizeFault) -> &'static str {
    match fault {
        AuthorizeFault::Client => "terminal-client",
        AuthorizeFault::AnotherDevice => "terminal-another-device",
        AuthorizeFault::Redirect => "terminal-redirect",
        AuthorizeFault::State | AuthorizeFault::Challenge | AuthorizeFault::Kind => "terminal-unreadable",
    }
}

fn show(inside: &Inside<'_>, request: &AuthorizeRequest) -> Result<Reply, Error> {
    let visit = inside.visit;
    if !inside.caller.has_fresh_factor(visit.now) {
        return refused(inside, request, &Denial::FactorNotFresh.into());
    }
    render(inside, request, inside.page("terminal-title"))
}

fn render(inside: &Inside<'_>, request: &AuthorizeRequest, page: Page) -> Result<Reply, Error> {
    let caller = &inside.caller;
    let reply = Reply::page(&Confirm {
        page: page.at(&address(request)),
        fields: request.parameters().into_iter().collect(),
        short_code: request.short_code(),
        client: request.client(),
        account: caller.account().to_string(),
        arn: caller.arn().to_string(),
        has_mfa: caller.has_mfa(),
        until: until(caller),
        cancel: cancel(request),
    })?;
    // Browsers hold a form's policy against the redirect that answers it too.
    Ok(reply.forms_may_lead_to(&request.redirect_source()))
}

/// Tells the program that there is nothing for it (RFC 6749, section 4.1.2.1).
fn cancel(request: &AuthorizeRequest) -> String {
    format!("{}?error=access_denied&state={}", request.redirect_uri(), encoded(request.state()))
}

fn until(caller: &Caller) -> When {
    match caller.credential() {
        Credential::Console { session, .. } => session.expires.into(),
        Credential::AccessKey(_)
        | Credential::Session(_)
        | Credential::SigningIn(_)
        | Credential::WebIdentity => model::Timestamp::default().into(),
    }
}

async fn confirm(inside: &Inside<'_>, request: AuthorizeRequest) -> Result<Reply, Error> {
    let visit = inside.visit;
    match visit.call(&inside.caller, &AuthorizeOAuth2Access { request: request.clone() }).await {
        Ok(code) => {
            let (code, state) = (encoded(code.expose()), encoded(request.state()));
            Ok(visit.go(&format!("{}?code={code}&state={state}", request.redirect_uri())))
        }
        Err(error @ Error::ServiceFailure(_)) => Err(error),
        Err(Error::InvalidClientTokenId { .. }) => Ok(visit.go("/signin?ended")),
        Err(error) => refused(inside, &request, &error),
    }
}

/// To where a factor is proven, and back; or why not, with a way to tell the program.
fn refused(inside: &Inside<'_>, request: &AuthorizeRequest, error: &Error) -> Result<Reply, Error> {
    if let Some(reply) = detour(inside, error, &address(request)) {
        return Ok(reply);
    }
    let visit = inside.visit;
    let words = match error {
        // Who can prove nothing here is told what is so, and not to prove it.
        Error::AccessDenied(Denial::FactorNotFresh) => visit.speech.say("terminal-not-lent").into_owned(),
        error => visit.words(error),
    };
    let page = inside.page("page-error-title").at(&address(request));
    Ok(Reply::page(&Refused { page, words, cancel: cancel(request) })?.status(StatusCode::FORBIDDEN))
}

fn query(request: &AuthorizeRequest) -> String {
    let pairs = request.parameters().map(|(name, value)| format!("{name}={}", encoded(&value)));
    pairs.join("&")
}

fn address(request: &AuthorizeRequest) -> String {
    format!("/v1/authorize?{}", query(request))
}

/// Where somebody wanted to go who had to sign in first. What a cookie says is read like any other request.
pub fn wanted(visit: &Visit<'_>) -> Option<String> {
    let query = BASE64URL_NOPAD.decode(visit.cookie(Cookie::Wanted)?.as_bytes()).ok()?;
    let query = String::from_utf8(query).ok()?;
    let form: Form<'_> = model::input::decode(&query, &[]).ok()?;
    let of_program = AuthorizeRequest::read(|name| form.value(name)).ok().map(|request| address(&request));
    of_program.or_else(|| crate::forward_auth::wanted(&form))
}
