//! `/federation`: the console for who has temporary credentials and no password, as tools open it for them (facts G1).
//!
//! A program fetches a sign-in token (`Action=getSigninToken`), and opens a browser with it (`Action=login`). The page that the
//! browser shows says who would be signed in, and whose session that ends; only its button does it (rules R26, R27).

use askama::Template;
use http::{Method, StatusCode};
use model::Secret;
use serde_json::Value;
use service::signin::{EndConsoleSession, FederationRefused, Offered};
use service::{Credential, Error};

use crate::console::sentence;
use crate::cookies::Cookie;
use crate::inside::{local, signed_in};
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "federation.html")]
struct Login {
    page: Page,
    signin_token: String,
    destination: String,
    account: String,
    arn: String,
    has_mfa: bool,
    /// Who is signed in now.
    replaced: Option<String>,
}

/// No session in JSON is longer: the longest token, and the rest.
const LONGEST_SESSION: usize = 16 * 1024;

/// A parameter, wherever it is: programs send long ones in the body.
fn parameter<'v>(visit: &'v Visit<'_>, name: &str) -> &'v str {
    visit.form.value(name).or_else(|| visit.query.value(name)).unwrap_or_default()
}

/// Whether a program asks, for which cookies and tokens of forms mean nothing: it is answered with what its own credentials are
/// worth.
pub fn is_of_a_program(visit: &Visit<'_>) -> bool {
    visit.path == "/federation" && parameter(visit, "Action") == "getSigninToken"
}

/// Whether the address may hold credentials: whatever is asked for, rightly or not, if it is not to open a link that holds none.
pub fn may_hold_credentials(visit: &Visit<'_>) -> bool {
    let is_link = parameter(visit, "Action") == "login" && parameter(visit, "Session").is_empty();
    visit.path == "/federation" && !is_link
}

/// What is asked for.
pub async fn page(visit: &Visit<'_>) -> Result<Option<Reply>, Error> {
    Ok(Some(match (parameter(visit, "Action"), visit.method) {
        ("getSigninToken", &Method::GET | &Method::POST) => signin_token(visit).await?,
        ("login", &Method::POST) => take(visit).await?,
        ("login", _) => show(visit).await?,
        _ => sentence(visit, StatusCode::BAD_REQUEST, &visit.speech.say("federation-unreadable"))?,
    }))
}

/// Answers a program.
async fn signin_token(visit: &Visit<'_>) -> Result<Reply, Error> {
    let Some(offered) = offered(visit) else {
        return sentence(visit, StatusCode::BAD_REQUEST, &visit.speech.say("federation-unreadable"));
    };
    let s = visit.speech;
    let (status, words) = match visit.service().signin_token(&offered, &visit.origin, visit.now).await {
        Ok(token) => {
            // Digits, letters, and `.-_`.
            let body = format!("{{\"SigninToken\":\"{}\"}}", token.expose());
            return Ok(Reply::of(StatusCode::OK, "application/json", body));
        }
        Err(FederationRefused::Credentials) => (StatusCode::FORBIDDEN, s.say("federation-credentials")),
        Err(FederationRefused::Kind) => (StatusCode::FORBIDDEN, s.say("federation-kind")),
        Err(FederationRefused::Duration) => (StatusCode::BAD_REQUEST, s.say("federation-duration")),
        Err(FederationRefused::Throttled) => (StatusCode::TOO_MANY_REQUESTS, s.say("error-throttled")),
        Err(FederationRefused::Failed(error)) => return Err(error),
    };
    sentence(visit, status, &words)
}

fn offered(visit: &Visit<'_>) -> Option<Offered> {
    let session = parameter(visit, "Session");
    if session.len() > LONGEST_SESSION {
        return None;
    }
    let session: Value = serde_json::from_str(session).ok()?;
    let text = |name: &str| session[name].as_str().map(str::to_owned);
    let session_seconds = match parameter(visit, "SessionDuration") {
        "" => None,
        // What is no number is no duration either.
        seconds => Some(seconds.parse().unwrap_or(0)),
    };
    Some(Offered {
        access_key_id: text("sessionId")?,
        secret_access_key: Secret::new(text("sessionKey")?),
        session_token: Secret::new(text("sessionToken")?),
        session_seconds,
    })
}

/// Where to go afterwards: a page of ours, however it was written; else the console's first.
fn destination<'v>(visit: &'v Visit<'_>) -> &'v str {
    let given = parameter(visit, "Destination");
    local(given.strip_prefix(visit.console.options.public_url.as_str()).unwrap_or(given))
}

fn over(visit: &Visit<'_>) -> Result<Reply, Error> {
    sentence(visit, StatusCode::BAD_REQUEST, &visit.speech.say("federation-over"))
}

/// The page. It leaves the token as it is: a preview, or a second look, uses nothing up.
async fn show(visit: &Visit<'_>) -> Result<Reply, Error> {
    let token = parameter(visit, "SigninToken");
    let Some(caller) = visit.service().holder_of_signin_token(token, visit.now).await? else {
        return over(visit);
    };
    let replaced = signed_in(visit).await?.map(|caller| caller.arn().to_string());
    let destination = destination(visit).to_owned();
    let here = format!(
        "/federation?Action=login&Destination={}&SigninToken={}",
        encoded(&destination),
        encoded(token)
    );
    let page = visit.page(visit.speech.say("federation-title")).at(&here);
    Reply::page(&Login {
        page,
        signin_token: token.to_owned(),
        destination,
        account: caller.account().to_string(),
        arn: caller.arn().to_string(),
        has_mfa: caller.has_mfa(),
        replaced,
    })
}

/// Opens the session; the one that this browser had ends.
async fn take(visit: &Visit<'_>) -> Result<Reply, Error> {
    let before = signed_in(visit).await?;
    let token = parameter(visit, "SigninToken");
    let opened = visit.service().login_with_token(token, &visit.origin, visit.now).await?;
    let Some(opened) = opened else { return over(visit) };
    if let Some(caller) = before.filter(|caller| matches!(caller.credential(), Credential::Console { .. })) {
        match visit.call(&caller, &EndConsoleSession { session_id: None }).await {
            // It may have ended by itself, or made room for the new one.
            Ok(_) | Err(Error::NoSuchEntity(_) | Error::InvalidClientTokenId { .. }) => {}
            // The new session is open, and its cookie must reach the browser: the old one ends by itself.
            Err(error) => tracing::warn!(%error, "the session before a federated sign-in could not be ended"),
        }
    }
    let jar = visit.console.jar;
    Ok(visit
        .go(destination(visit))
        .cookie(jar.set(Cookie::Session, opened.cookie.expose()))
        .cookie(jar.clear(Cookie::SigningIn)))
}
