//! `/forward-auth/sign-in`: a browser comes from a site, and goes back there with a ticket once somebody is signed in.
//!
//! It changes nothing (rule R26): the ticket is sealed, not stored, and used up only where it is brought. It leads to registered hosts
//! alone, or this page would send people anywhere (rule R29).

use askama::Template;
use data_encoding::BASE64URL_NOPAD;
use http::{Method, StatusCode};
use model::Form;
use service::Error;
use service::other_services::ForwardAuth;

use super::{ENTER, HERE, SiteUrl, words};
use crate::console::sentence;
use crate::cookies::Cookie;
use crate::inside::signed_in;
use crate::page::Page;
use crate::reply::Reply;
use crate::signin::encoded;
use crate::visit::Visit;

#[derive(Template)]
#[template(path = "forward_auth/go_on.html")]
struct GoOn {
    page: Page,
    host: String,
    /// With the ticket.
    address: String,
}

/// What a site's host sends along.
struct Wanted {
    url: SiteUrl,
    /// The hash of what that host gave the browser.
    state: String,
}

impl Wanted {
    fn read<'v>(value: impl Fn(&str) -> Option<&'v str>) -> Option<Self> {
        let (url, state) = (SiteUrl::parse(value("return")?)?.to_return_to(), value("state")?);
        let is_hash =
            state.len() == 64 && state.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        is_hash.then(|| Self { url, state: state.to_owned() })
    }

    fn query(&self) -> String {
        format!("return={}&state={}", encoded(&self.url.to_string()), self.state)
    }
}

/// The page.
pub async fn page(visit: &Visit<'_>) -> Result<Reply, Error> {
    if *visit.method == Method::POST {
        return sentence(visit, StatusCode::METHOD_NOT_ALLOWED, &visit.speech.say("page-method"));
    }
    let unknown = || sentence(visit, StatusCode::BAD_REQUEST, &visit.speech.say("site-unknown"));
    let Some(wanted) = Wanted::read(|name| visit.query.value(name)) else { return unknown() };
    let Some(site) = visit.site(&wanted.url).await? else { return unknown() };
    let Some(caller) = signed_in(visit).await? else {
        let wanted = BASE64URL_NOPAD.encode(wanted.query().as_bytes());
        return Ok(visit.go("/signin").cookie(visit.console.jar.set(Cookie::Wanted, &wanted)));
    };
    visit.service().session_seen(&caller, visit.now).await?;
    let denied = |words: &str| sentence(visit, StatusCode::FORBIDDEN, words);
    match visit.call(&caller, &ForwardAuth { site: site.clone() }).await {
        Ok(Ok(_)) => {}
        Ok(Err(why)) => return denied(&words(visit, why)),
        Err(Error::InvalidClientTokenId { .. } | Error::ExpiredToken) => return Ok(visit.go("/signin?ended")),
        Err(Error::ServiceFailure(failure)) => return Err(failure.into()),
        Err(error) => return denied(&visit.words(&error)),
    }
    let ticket =
        visit.service().site_ticket(&caller, &site, (wanted.url.path(), &wanted.state), visit.now)?;
    let Some(ticket) = ticket else { return Ok(visit.go("/signin")) };
    let address = format!("{}{ENTER}?ticket={ticket}", wanted.url.origin());
    // A page, not a redirect: browsers hold the content policy of the form, with which somebody signed in, against all redirects after it.
    let page = visit.page(visit.speech.say("site-title")).of(&caller).at(&here(&wanted));
    Reply::page(&GoOn { page, host: site.host().to_string(), address })
}

fn here(wanted: &Wanted) -> String {
    format!("{HERE}/sign-in?{}", wanted.query())
}

/// Where somebody wanted to go who had to sign in first. What a cookie says is read like any other request.
pub fn wanted(form: &Form<'_>) -> Option<String> {
    Wanted::read(|name| form.value(name)).map(|wanted| here(&wanted))
}
