//! One request of a browser: what it asks, in which language, and with which cookies.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::header::{ACCEPT_LANGUAGE, ORIGIN, REFERER, USER_AGENT};
use http::{HeaderMap, HeaderName, Method};
use model::input::Input;
use model::{AccountId, Form, Timestamp};
use service::{Caller, Error, Operation, Origin, Service, call};

use crate::console::Console;
use crate::cookies::Cookie;
use crate::faults::Problems;
use crate::page::Page;
use crate::reply::Reply;
use crate::speech::{Language, Speech};

/// A request, taken apart.
pub struct Visit<'a> {
    pub console: &'a Console,
    pub method: &'a Method,
    pub path: &'a str,
    /// The query, as it was sent.
    asked: &'a str,
    pub query: Form<'a>,
    pub form: Form<'a>,
    pub speech: Speech,
    pub headers: &'a HeaderMap,
    pub origin: Origin,
    pub now: Timestamp,
    /// What tells this browser from others; new, if it brought none.
    pub id: String,
    /// Whose session it is, once that is known.
    pub account: OnceLock<AccountId>,
}

/// More of a header is seen by no event and no policy.
const LONGEST_HEADER: usize = 512;

impl<'a> Visit<'a> {
    /// Takes a request apart.
    pub fn new(
        console: &'a Console,
        (head, body): (&'a http::request::Parts, &'a Bytes),
        from: (IpAddr, service::Transport),
        now: Timestamp,
    ) -> Option<Self> {
        let headers = &head.headers;
        let query = model::input::decode(head.uri.query().unwrap_or_default(), &[]).ok()?;
        let form = model::input::decode("", if head.method == Method::POST { body } else { &[] }).ok()?;
        let chosen = query.value("lang").and_then(Language::of_tag);
        let remembered = || console.jar.find(headers, Cookie::Language).and_then(Language::of_tag);
        let accepted = || text(headers, ACCEPT_LANGUAGE).and_then(|header| Language::accepted(&header));
        let language = chosen.or_else(remembered).or_else(accepted).unwrap_or(Language::English);
        let known = console.jar.find(headers, Cookie::Visit).filter(|id| is_id(id)).map(str::to_owned);
        let id = known.unwrap_or_else(|| console.new_visit());
        Some(Self {
            console,
            method: &head.method,
            path: head.uri.path(),
            asked: head.uri.query().unwrap_or_default(),
            query,
            form,
            speech: Speech(language),
            headers,
            origin: Origin { language: Some(language.tag()), ..origin(console, headers, from) },
            now,
            id,
            account: OnceLock::new(),
        })
    }

    /// The service.
    pub const fn service(&self) -> &Arc<Service> {
        &self.console.service
    }

    /// The value of a cookie.
    pub fn cookie(&self, cookie: Cookie) -> Option<&str> {
        self.console.jar.find(self.headers, cookie)
    }

    /// What a form of this browser must bring, so that nobody else has it send one.
    pub fn token(&self) -> String {
        self.console.service.form_token(&self.token_context())
    }

    /// Signed in, the token is of this session, and of no other that the browser had.
    fn token_context(&self) -> String {
        let session =
            self.cookie(Cookie::Session).and_then(|cookie| cookie.rsplit_once('.')).map(|(name, _)| name);
        format!("{}/{}", self.id, session.unwrap_or_default())
    }

    /// Whether a form comes from one of our own pages, shown to this browser.
    pub fn is_own_form(&self) -> bool {
        let from_here = match text(self.headers, ORIGIN) {
            Some(origin) => origin == self.console.options.public_url,
            // Browsers that say neither are older than the rest of what the console needs.
            None => {
                text(self.headers, HeaderName::from_static("sec-fetch-site")).as_deref()
                    == Some("same-origin")
            }
        };
        let token = self.form.value("token").unwrap_or_default();
        from_here && self.console.service.is_form_token(&self.token_context(), token)
    }

    /// Where this is, as the address of the same page in another language begins: with all that was asked, the language aside.
    pub fn here(&self) -> String {
        // A program may send its credentials in the address. They are never written into a page (rule R7).
        if crate::federation::may_hold_credentials(self) {
            return format!("{}?", self.path);
        }
        let kept = self.asked.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let kept: String = kept.flat_map(|pair| [pair, "&"]).collect();
        // Nothing of ours is as long; it would be in the page once for each language.
        if kept.len() > LONGEST_HEADER { format!("{}?", self.path) } else { format!("{}?{kept}", self.path) }
    }

    /// What a page has beside its own content.
    pub fn page(&self, title: impl Into<Cow<'static, str>>) -> Page {
        Page::new(self, title.into())
    }

    /// A field of the form as it was typed; empty, if it is not there.
    pub fn typed(&self, name: &str) -> &str {
        self.form.value(name).unwrap_or_default()
    }

    /// Reads the input of an operation from the form, with some fields that the page knows better.
    ///
    /// # Errors
    /// What is wrong, by field.
    pub fn input<O: Input>(&self, known: &[(&str, &str)], typed: &[&str]) -> Result<O, Problems> {
        let known = known.iter().map(|(name, value)| (Cow::Borrowed(*name), Cow::Borrowed(*value)));
        let typed = typed.iter().filter_map(|name| {
            // An empty field of a form is one that was left out.
            let value = self.form.value(name).filter(|value| !value.is_empty())?;
            Some((Cow::Borrowed(*name), Cow::Borrowed(last_six(name, value))))
        });
        let form = Form::new(known.chain(typed).collect())
            .map_err(|_| Problems::one("", self.speech.say("fault-unreadable")))?;
        O::from_form(&form).map_err(|rejected| Problems::of(&rejected, self.speech))
    }

    /// Runs an operation.
    ///
    /// # Errors
    /// Why it was refused.
    pub async fn call<O: Operation>(&self, caller: &Caller, input: &O) -> Result<O::Output, Error> {
        call(self.service(), caller, &self.origin, self.now, input).await
    }

    /// An error, in words that help: what policies say, as they say it.
    pub fn words(&self, error: &Error) -> String {
        crate::page::words(error, self.speech)
    }

    /// To another page of ours.
    pub fn go(&self, path: &str) -> Reply {
        Reply::redirect(path)
    }
}

/// Some tokens show eight digits, of which the last six are asked for: whoever typed all of them has typed the right ones.
fn last_six<'v>(name: &str, value: &'v str) -> &'v str {
    let is_whole = value.len() == 8 && value.bytes().all(|byte| byte.is_ascii_digit());
    let of_code = name.starts_with("AuthenticationCode") && is_whole;
    if of_code { value.get(2..).unwrap_or(value) } else { value }
}

/// Where a request came from. A browser signs for no region.
pub fn origin(
    console: &Console,
    headers: &HeaderMap,
    (address, transport): (IpAddr, service::Transport),
) -> Origin {
    Origin {
        address,
        transport,
        user_agent: text(headers, USER_AGENT).unwrap_or_default(),
        language: None,
        referer: text(headers, REFERER),
        region: "us-east-1".to_owned(),
        request_id: console.service.request_id(),
    }
}

fn is_id(id: &str) -> bool {
    id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

/// A header, as much of it as anybody shall see.
pub fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let given = headers.get(name)?.to_str().ok()?;
    Some(given.chars().take(LONGEST_HEADER).collect())
}
