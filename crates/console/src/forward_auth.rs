//! `/forward-auth`: what a proxy asks at each request to a web site of somebody else's: may this browser see it, and who is it (rule R29)?
//!
//! Browsers send the console's cookie to the console alone, and it must stay there: every site would else be handed what opens the
//! console. So a site has a cookie of its own, its *pass*:
//!
//! 1. The proxy asks `/forward-auth`, there is no pass, and the browser is sent to `/forward-auth/sign-in` at the console, with the address
//!    that it wanted. The site's host keeps a random cookie, so that what comes back comes back to this very browser.
//! 2. At the console somebody signs in, or is signed in, and the browser is sent back to the site with a ticket: for a registered host only.
//! 3. The proxy asks again, about `/.bartizan/enter`; the ticket is used up, and the answer sets the pass.
//!
//! From then on each answer is 200 with headers that say who it is, or it is not. All of them are in every answer, empty where nobody is
//! known, so that a proxy that copies them leaves nothing of what the client wrote there itself.

mod forwarded;
mod identity;
mod sign_in;
mod site_url;

use askama::Template;
use aws_lc_rs::digest::{SHA256, digest};
use bytes::Bytes;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use http::{Response, StatusCode};
use service::other_services::{Entered, ForwardAuth, Site, SiteRefused};
use service::{Error, call};

use self::forwarded::Forwarded;
use self::site_url::SiteUrl;
use crate::console::{Console, Request};
use crate::cookies::{Cookie, Jar};
use crate::reply::Reply;
use crate::signin::encoded;
use crate::speech::Speech;
use crate::visit::Visit;

pub use sign_in::{page as sign_in, wanted};

const HERE: &str = "/forward-auth";
/// The same for proxies that take no redirect from it, as nginx: 401 stands in place of every answer but 200 and 403.
const CHECK: &str = "/forward-auth/check";
/// Where tickets are brought, at each site. What else begins with `/.bartizan/` is no site's either.
const ENTER: &str = "/.bartizan/enter";

/// Whether a proxy asks, by the path.
pub fn is_for(path: &str) -> bool {
    path == HERE || path == CHECK
}

/// What is answered, before it is written.
enum Answer {
    Allowed(service::other_services::SiteIdentity),
    /// Nobody is known.
    SignIn,
    /// A ticket was used up.
    Entered(Entered),
    /// In words.
    Refused(String),
}

/// A site that is asked about, and how.
struct Asked<'a> {
    visit: &'a Visit<'a>,
    forwarded: &'a Forwarded,
    site: Site,
    jar: Jar,
    is_check: bool,
}

#[derive(Template)]
#[template(path = "forward_auth/refused.html")]
struct Refused<'a> {
    s: Speech,
    words: &'a str,
    console: &'a str,
}

/// Answers a proxy.
pub async fn answer(console: &Console, request: Request<'_>) -> Response<Bytes> {
    let empty = Bytes::new();
    let from = (request.address, request.transport);
    // A proxy sends on what the browser sent, but for the body; none is looked at.
    let reply = match Visit::new(console, (request.parts, &empty), from, request.now) {
        Some(visit) => answered(&visit, request.from_proxy, request.parts.uri.path() == CHECK).await,
        None => Ok((Reply::of(StatusCode::BAD_REQUEST, PLAIN, "The request cannot be read.\n"), None)),
    };
    let (reply, identity) = reply.unwrap_or_else(|error| {
        if let Error::ServiceFailure(failure) = &error {
            tracing::error!(%failure, "a proxy got no answer");
        }
        (Reply::of(StatusCode::INTERNAL_SERVER_ERROR, PLAIN, "The request failed. Try again.\n"), None)
    });
    // Not this server's address: what is said of its own transport is none of the site's.
    let mut response = reply.into_response(false);
    identity::write(response.headers_mut(), identity.as_ref());
    response
}

const PLAIN: &str = "text/plain; charset=utf-8";

type Answered = (Reply, Option<service::other_services::SiteIdentity>);

async fn answered(visit: &Visit<'_>, from_proxy: bool, is_check: bool) -> Result<Answered, Error> {
    let say = |id: &str| visit.speech.say(id).into_owned();
    if !from_proxy {
        return Ok((refused(visit, &say("site-proxies-only"))?, None));
    }
    let Some(forwarded) = Forwarded::read(visit.headers) else {
        let words = "X-Forwarded-Proto, X-Forwarded-Host and X-Forwarded-Uri must say, once each, what was asked for.\n";
        return Ok((Reply::of(StatusCode::BAD_REQUEST, PLAIN, words), None));
    };
    let Some(site) = visit.site(&forwarded.url).await? else {
        return Ok((refused(visit, &say("site-unknown"))?, None));
    };
    let jar = Jar::of_origin(&forwarded.url.origin());
    let asked = Asked { visit, forwarded: &forwarded, site, jar, is_check };
    Ok(match asked.decided().await? {
        Answer::Allowed(identity) => (Reply::of(StatusCode::OK, PLAIN, ""), Some(identity)),
        Answer::SignIn => (asked.to_sign_in(), None),
        Answer::Entered(entered) => (asked.enter(&entered), None),
        Answer::Refused(words) => (refused(visit, &words)?, None),
    })
}

fn refused(visit: &Visit<'_>, words: &str) -> Result<Reply, Error> {
    let console = format!("{}/console", visit.console.options.public_url);
    let page = Reply::page(&Refused { s: visit.speech, words, console: &console })?;
    Ok(page.status(StatusCode::FORBIDDEN))
}

impl Asked<'_> {
    async fn decided(&self) -> Result<Answer, Error> {
        if let Some(ticket) = self.ticket() {
            // A proxy that takes no redirect asks once more, where it does.
            return if self.is_check { Ok(Answer::SignIn) } else { self.entered(ticket).await };
        }
        let (visit, headers) = (self.visit, self.visit.headers);
        let Some(pass) = self.jar.find(headers, Cookie::Site) else { return Ok(Answer::SignIn) };
        let Some(caller) = visit.service().caller_of_pass(pass, &self.site, visit.now).await? else {
            return Ok(Answer::SignIn);
        };
        let input = ForwardAuth { site: self.site.clone() };
        match call(visit.service(), &caller, &visit.origin, visit.now, &input).await {
            Ok(Ok(identity)) => {
                // What a page fetches by itself keeps nobody signed in who has gone.
                if self.forwarded.is_page {
                    visit.service().note_at_site(&caller, visit.now);
                }
                Ok(Answer::Allowed(identity))
            }
            Ok(Err(why)) => Ok(Answer::Refused(words(visit, why))),
            // The session ended while the question was on its way.
            Err(Error::InvalidClientTokenId { .. } | Error::ExpiredToken) => Ok(Answer::SignIn),
            Err(Error::ServiceFailure(failure)) => Err(failure.into()),
            Err(error) => Ok(Answer::Refused(visit.words(&error))),
        }
    }

    /// The ticket that a browser brings.
    fn ticket(&self) -> Option<&str> {
        let (path, query) =
            self.forwarded.url.path().split_once('?').unwrap_or((self.forwarded.url.path(), ""));
        let ticket = query.split('&').find_map(|pair| pair.strip_prefix("ticket="));
        (path == ENTER).then(|| ticket.unwrap_or_default())
    }

    async fn entered(&self, ticket: &str) -> Result<Answer, Error> {
        let visit = self.visit;
        let state = self.jar.find(visit.headers, Cookie::SiteState).map(hash).unwrap_or_default();
        let site = self.site.clone();
        match visit.service().enter_site(site, (ticket, &state), &visit.origin, visit.now).await {
            Ok(Some(Ok(entered))) => Ok(Answer::Entered(entered)),
            Ok(Some(Err(why))) => Ok(Answer::Refused(words(visit, why))),
            // Not to the sign-in again: a browser that keeps no cookies would go round for ever.
            Ok(None) => Ok(Answer::Refused(visit.speech.say("site-ticket").into_owned())),
            Err(Error::ServiceFailure(failure)) => Err(failure.into()),
            Err(error) => Ok(Answer::Refused(visit.words(&error))),
        }
    }

    /// To the console, if a person waits for a page; the address that was wanted goes along.
    fn to_sign_in(&self) -> Reply {
        if self.is_check || !self.forwarded.is_page {
            return Reply::of(StatusCode::UNAUTHORIZED, PLAIN, "Sign in first.\n");
        }
        let kept = self.jar.find(self.visit.headers, Cookie::SiteState).filter(|state| is_state(state));
        let state =
            kept.map_or_else(|| BASE64URL_NOPAD.encode(&self.visit.service().random::<16>()), str::to_owned);
        let url = &self.forwarded.url;
        // Whoever loads the address of a ticket again wants the site.
        let wanted = if self.ticket().is_some() { url.first_page() } else { url.to_return_to() };
        let sign_in = format!(
            "{}{HERE}/sign-in?return={}&state={}",
            self.visit.console.options.public_url,
            encoded(&wanted.to_string()),
            hash(&state)
        );
        Reply::redirect(sign_in).status(StatusCode::FOUND).cookie(self.jar.set(Cookie::SiteState, &state))
    }

    fn enter(&self, entered: &Entered) -> Reply {
        Reply::redirect([&self.forwarded.url.origin(), entered.path.as_str()].concat())
            .cookie(self.jar.set(Cookie::Site, &entered.pass))
            .cookie(self.jar.clear(Cookie::SiteState))
    }
}

fn words(visit: &Visit<'_>, why: SiteRefused) -> String {
    visit
        .speech
        .say(match why {
            SiteRefused::NoMfa => "site-no-mfa",
            SiteRefused::AccountNotServed => "site-other-account",
        })
        .into_owned()
}

impl Visit<'_> {
    /// The registered site at an address. The console's own host is none, whatever was registered: a page there could act as whoever is
    /// signed in. Nor is one in the clear, where the console is not: its pass would cross the network in clear.
    async fn site(&self, url: &SiteUrl) -> Result<Option<Site>, Error> {
        let own = SiteUrl::parse(&self.console.options.public_url);
        let is_own = own.as_ref().is_some_and(|own| own.host().name() == url.host().name());
        let is_safe = url.is_tls() || own.is_some_and(|own| !own.is_tls());
        if is_own || !is_safe { Ok(None) } else { self.service().site(url.host()).await }
    }
}

/// What leaves the site's host of its random cookie.
fn hash(state: &str) -> String {
    HEXLOWER.encode(digest(&SHA256, state.as_bytes()).as_ref())
}

fn is_state(text: &str) -> bool {
    text.len() == 22 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
