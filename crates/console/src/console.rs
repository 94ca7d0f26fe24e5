//! The door for browsers: one request, from its head to its page.

use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use data_encoding::BASE64URL_NOPAD;
use http::{Method, Response, StatusCode};
use model::{AccountId, Timestamp};
use service::figures::{Stopwatch, Told};
use service::{Error, Service, Transport};

use crate::cookies::{Cookie, Jar};
use crate::figures::{PageKind, Pages};
use crate::page::Sentence;
use crate::reply::Reply;
use crate::speech::{Language, Speech};
use crate::visit::Visit;
use crate::{federation, forward_auth, inside, signin, statics, token};

/// What the operator decides.
#[derive(Clone, Debug)]
pub struct Options {
    /// Scheme, host and port under which browsers reach this server: links and origins are made from it, never from what a
    /// client says the host is (rule R22).
    pub public_url: String,
}

/// Answers browsers.
pub struct Console {
    pub(crate) service: Arc<Service>,
    pub(crate) options: Options,
    pub(crate) jar: Jar,
    pages: Pages,
}

/// A request as it was received.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The head.
    pub parts: &'a http::request::Parts,
    /// The body, whole.
    pub body: &'a Bytes,
    /// The address of the client.
    pub address: IpAddr,
    /// How the request came.
    pub transport: Transport,
    /// Whether a proxy handed it over whose word is taken (rule R22).
    pub from_proxy: bool,
    /// When.
    pub now: Timestamp,
}

// Query, headers and body hold codes and passwords: only what tells requests apart is shown (rule R7).
impl std::fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .finish_non_exhaustive()
    }
}

/// What becomes known of a request while it is answered, for the log.
#[derive(Default)]
struct Seen {
    request_id: String,
    account: Option<AccountId>,
}

/// No page of ours sends more.
const LARGEST_FORM: usize = 256 * 1024;

impl Console {
    /// The console of a service.
    pub fn new(service: Arc<Service>, options: Options) -> Self {
        let jar = Jar::of_origin(&options.public_url);
        Self { service, options, jar, pages: Pages::default() }
    }

    /// What tells a browser from others, for one that has nothing yet.
    pub(crate) fn new_visit(&self) -> String {
        BASE64URL_NOPAD.encode(&self.service.random::<16>())
    }

    /// Whether a request is for the console, by its path.
    pub fn is_for(path: &str) -> bool {
        let is_below = |begin: &&str| {
            path.strip_prefix(*begin).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        ["/signin", "/console", "/federation", "/static"].iter().any(is_below)
            || path == inside::AUTHORIZE
            || path == "/forward-auth"
            || path.starts_with("/forward-auth/")
            || token::is_for(path)
    }

    /// What was answered since the start.
    pub const fn pages(&self) -> &Pages {
        &self.pages
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<'_>) -> Response<Bytes> {
        let since = Stopwatch::start();
        let kind = PageKind::of(request.parts.uri.path());
        let mut seen = Seen::default();
        let response = self.reply(request, &mut seen).await;
        let took = since.elapsed();
        self.pages.add(kind, response.status(), took);
        // What programs ask has its id in a header, as the API has; pages show theirs only where something failed.
        let in_header = response.headers().get(token::REQUEST_ID).and_then(|id| id.to_str().ok());
        let told = Told {
            request_id: in_header.unwrap_or(&seen.request_id),
            service: "console",
            operation: kind.name(),
            status: response.status().as_u16(),
            code: None,
            account: seen.account,
            peer: request.address,
            took,
        };
        told.write();
        response
    }

    async fn reply(&self, request: Request<'_>, seen: &mut Seen) -> Response<Bytes> {
        if let Some(file) = statics::find(request.parts.uri.path()) {
            return file;
        }
        if token::is_for(request.parts.uri.path()) {
            return token::answer(self, request).await;
        }
        if forward_auth::is_for(request.parts.uri.path()) {
            return forward_auth::answer(self, request).await;
        }
        let is_tls = self.options.public_url.starts_with("https://");
        let from = (request.address, request.transport);
        if request.body.len() > LARGEST_FORM {
            return unreadable().status(StatusCode::PAYLOAD_TOO_LARGE).into_response(is_tls);
        }
        let Some(visit) = Visit::new(self, (request.parts, request.body), from, request.now) else {
            return unreadable().into_response(is_tls);
        };
        let mut reply = self.page(&visit).await.unwrap_or_else(|error| failed(&visit, &error));
        if visit.cookie(Cookie::Visit) != Some(&visit.id) {
            reply = reply.cookie(self.jar.set(Cookie::Visit, &visit.id));
        }
        if let Some(language) = visit.query.value("lang").and_then(Language::of_tag) {
            reply = reply.cookie(self.jar.set(Cookie::Language, language.tag()));
        }
        seen.account = visit.account.into_inner();
        seen.request_id = visit.origin.request_id;
        reply.into_response(is_tls)
    }

    async fn page(&self, visit: &Visit<'_>) -> Result<Reply, Error> {
        match *visit.method {
            Method::GET | Method::HEAD => {}
            // Everything that changes anything is a form of ours, sent by the browser that was shown it.
            Method::POST if visit.is_own_form() => {}
            // A program, which brings credentials of its own and no cookie.
            Method::POST if federation::is_of_a_program(visit) => {}
            Method::POST => return not_own(visit),
            _ => return sentence(visit, StatusCode::METHOD_NOT_ALLOWED, &visit.speech.say("page-method")),
        }
        let segments: Vec<&str> = visit.path.trim_matches('/').split('/').collect();
        let found = match segments.as_slice() {
            ["signin", rest @ ..] => signin::page(visit, rest).await?,
            ["console", rest @ ..] => inside::page(visit, rest).await?,
            ["v1", "authorize"] => Some(inside::authorize(visit).await?),
            ["forward-auth", "sign-in"] => Some(forward_auth::sign_in(visit).await?),
            ["federation"] => federation::page(visit).await?,
            _ => None,
        };
        found.map_or_else(|| sentence(visit, StatusCode::NOT_FOUND, &visit.speech.say("page-missing")), Ok)
    }
}

/// A form that is not ours, or is from before the last sign-in; or the page was opened under another name than the server's own.
fn not_own(visit: &Visit<'_>) -> Result<Reply, Error> {
    let words = visit.speech.say1("page-not-own", "url", &visit.console.options.public_url).into_owned();
    let page = Sentence { page: visit.page(visit.speech.say("page-not-own-title")), words };
    Ok(Reply::page(&page)?.status(StatusCode::FORBIDDEN))
}

/// A page of one sentence.
pub fn sentence(visit: &Visit<'_>, status: StatusCode, words: &str) -> Result<Reply, Error> {
    let words = words.to_owned();
    Ok(Reply::page(&Sentence { page: visit.page(visit.speech.say("page-error-title")), words })?
        .status(status))
}

fn failed(visit: &Visit<'_>, error: &Error) -> Reply {
    if let Error::ServiceFailure(failure) = error {
        tracing::error!(request_id = visit.origin.request_id, %failure, "a page failed");
    }
    let words = visit.speech.say1("page-failed", "id", &visit.origin.request_id).into_owned();
    let page = Sentence { page: visit.page(visit.speech.say("page-error-title")), words };
    Reply::page(&page).unwrap_or_else(|_| unreadable()).status(StatusCode::INTERNAL_SERVER_ERROR)
}

fn unreadable() -> Reply {
    let words = Speech(Language::English).say("fault-unreadable").into_owned();
    Reply::of(StatusCode::BAD_REQUEST, "text/plain; charset=utf-8", words)
}
