//! What goes back to a browser, with the headers that every page has.

use askama::Template;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION, REFERRER_POLICY,
    SET_COOKIE, STRICT_TRANSPORT_SECURITY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{Response, StatusCode};
use service::{Error, Failure};

/// Nothing but our own style sheet and pictures; forms go to us alone; nobody frames us.
const CONTENT_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
     base-uri 'none'; frame-ancestors 'none'";
/// The same for the pages that ask security keys: our own script too.
const CONTENT_POLICY_WITH_SCRIPT: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
     img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const ISOLATION: [(HeaderName, HeaderValue); 3] = [
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static("camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ),
];

/// A policy, with one more place where forms may lead.
fn content_policy(policy: &'static str, forms_lead_to: Option<&str>) -> HeaderValue {
    let with = |source: &str| {
        let text = policy.replace("form-action 'self'", &format!("form-action 'self' {source}"));
        HeaderValue::from_str(&text).ok()
    };
    forms_lead_to.and_then(with).unwrap_or(HeaderValue::from_static(policy))
}

/// An answer.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    kind: &'static str,
    body: Bytes,
    location: Option<String>,
    cookies: Vec<String>,
    file_name: Option<&'static str>,
    has_script: bool,
    forms_lead_to: Option<String>,
}

impl Reply {
    /// A page.
    ///
    /// # Errors
    /// If it cannot be rendered.
    pub fn page(template: &impl Template) -> Result<Self, Error> {
        let body = template.render().map_err(|error| {
            tracing::error!(%error, "a page could not be rendered");
            Error::ServiceFailure(Failure::Corrupt("page".to_owned()))
        })?;
        Ok(Self::of(StatusCode::OK, "text/html; charset=utf-8", body))
    }

    /// A page that asks security keys, which takes a script.
    ///
    /// # Errors
    /// If it cannot be rendered.
    pub fn page_with_script(template: &impl Template) -> Result<Self, Error> {
        Ok(Self { has_script: true, ..Self::page(template)? })
    }

    /// To another page, which is fetched anew: a page that is loaded again sends no form twice.
    pub fn redirect(path: impl Into<String>) -> Self {
        let location = Some(path.into());
        Self { location, ..Self::of(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", String::new()) }
    }

    /// A file to keep.
    pub fn file(kind: &'static str, name: &'static str, body: Vec<u8>) -> Self {
        Self { file_name: Some(name), ..Self::of(StatusCode::OK, kind, body) }
    }

    /// Any other content.
    pub fn of(status: StatusCode, kind: &'static str, body: impl Into<Bytes>) -> Self {
        Self {
            status,
            kind,
            body: body.into(),
            location: None,
            cookies: Vec::new(),
            file_name: None,
            has_script: false,
            forms_lead_to: None,
        }
    }

    /// The same with another status.
    pub const fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }

    /// Lets forms of this page be answered by a redirect to there, which is a source of a content security policy.
    pub fn forms_may_lead_to(mut self, source: &str) -> Self {
        self.forms_lead_to = Some(source.to_owned());
        self
    }

    /// Sets a cookie, or takes one away.
    pub fn cookie(mut self, header: String) -> Self {
        self.cookies.push(header);
        self
    }

    /// The response.
    pub fn into_response(self, is_tls: bool) -> Response<Bytes> {
        let mut response = Response::new(self.body);
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let content = if self.has_script { CONTENT_POLICY_WITH_SCRIPT } else { CONTENT_POLICY };
        headers.insert(CONTENT_SECURITY_POLICY, content_policy(content, self.forms_lead_to.as_deref()));
        headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
        // Not `no-referrer`: with it browsers say `Origin: null` where forms are sent, and the origin is checked.
        headers.insert(REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        headers.extend(ISOLATION);
        if is_tls {
            headers.insert(STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
        }
        if let Some(location) = self.location.and_then(|path| HeaderValue::from_str(&path).ok()) {
            headers.insert(LOCATION, location);
        }
        if let Some(name) = self.file_name
            && let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
        {
            headers.insert(http::header::CONTENT_DISPOSITION, value);
        }
        for cookie in self.cookies {
            if let Ok(value) = HeaderValue::from_str(&cookie) {
                headers.append(SET_COOKIE, value);
            }
        }
        response
    }
}
