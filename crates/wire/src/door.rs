//! The door of the Query API: one request, from its bytes to the bytes of its answer.

use std::borrow::Cow;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, REFERER, USER_AGENT};
use http::{HeaderMap, Method, Response, StatusCode, request};
use model::Timestamp;
use model::input::{MalformedForm, decode};
use service::{Api, Error, Origin, Service, Transport, authenticate};
use sigv4::{BodyHash, Head};

use crate::operations::{Call, Operations};
use crate::{status, xml};

/// A request as it was received: nothing of it is decoded.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The head.
    pub parts: &'a request::Parts,
    /// The body, whole.
    pub body: &'a Bytes,
    /// The address of the client.
    pub address: IpAddr,
    /// How the request came.
    pub transport: Transport,
    /// When.
    pub now: Timestamp,
}

// Query, headers and body hold tokens and codes: only what tells requests apart is shown (rule R7).
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .field("body_bytes", &self.body.len())
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// Answers requests to the Query API.
pub struct QueryDoor {
    service: Arc<Service>,
    operations: Operations,
}

/// Why a request was answered with an error.
struct Refused {
    api: Api,
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    /// Why policies refused, sealed for who may read it.
    explanation: Option<String>,
}

/// More of a header is seen by no event and no policy.
const LONGEST_HEADER: usize = 512;

impl QueryDoor {
    /// The door to a service.
    pub fn new(service: Arc<Service>) -> Self {
        Self { service, operations: Operations::all() }
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<'_>) -> Response<Bytes> {
        let request_id = self.service.request_id();
        match self.run(&request, &request_id).await {
            Ok(body) => response(StatusCode::OK, body, &request_id),
            Err(refused) => {
                tracing::debug!(request_id, code = %refused.code, address = %request.address, "refused");
                refused.response(&request_id)
            }
        }
    }

    /// An answer to what never became a request: too large, too slow, not HTTP.
    pub fn refuse(&self, status: StatusCode, code: &'static str, message: &str) -> Response<Bytes> {
        let refused = Refused::bad(status, code, message);
        refused.response(&self.service.request_id())
    }

    async fn run(&self, request: &Request<'_>, request_id: &str) -> Result<String, Refused> {
        let query = request.parts.uri.query().unwrap_or_default();
        let form = decode(query, fields(request)?)?;
        let (name, version) = (form.value("Action"), form.value("Version"));
        let Some(name) = name else { return Err(Refused::missing_action()) };
        let Some(operation) = self.operations.find(name, version.unwrap_or_default()) else {
            return Err(Refused::invalid_action(name, version));
        };

        let refused = |error: Error| Refused::of(operation.api, &error);
        let headers: Vec<_> =
            request.parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let head = Head {
            method: request.parts.method.as_str(),
            path: request.parts.uri.path(),
            query,
            headers: &headers,
        };
        let body = BodyHash::of(request.body);
        let authenticated =
            authenticate(&self.service, &head, &body, operation.api, request.address, request.now);
        let authenticated = authenticated.await.map_err(refused)?;

        let origin = Origin {
            address: request.address,
            transport: request.transport,
            user_agent: text(&request.parts.headers, USER_AGENT).unwrap_or_default(),
            referer: text(&request.parts.headers, REFERER),
            region: authenticated.region,
            request_id: request_id.to_owned(),
            language: None,
        };
        let caller = &authenticated.caller;
        let call = Call { service: &self.service, caller, origin: &origin, now: request.now, form: &form };
        operation.run(call).await.map_err(|error| Refused {
            explanation: self.service.explain(caller.account(), &error),
            ..Refused::of(operation.api, &error)
        })
    }
}

/// The part of the body that holds fields, if the request is one that may have any.
fn fields<'a>(request: &Request<'a>) -> Result<&'a [u8], Refused> {
    if request.parts.uri.path() != "/" {
        return Err(Refused::bad(
            StatusCode::NOT_FOUND,
            "NotFound",
            "There is nothing at this path; the API is at '/'.",
        ));
    }
    match request.parts.method {
        Method::GET if request.body.is_empty() => Ok(&[]),
        Method::GET => {
            Err(Refused::bad(StatusCode::BAD_REQUEST, "MalformedInput", "A GET request has no body."))
        }
        Method::POST if request.body.is_empty() || is_form(&request.parts.headers) => Ok(request.body),
        Method::POST => Err(Refused::bad(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaType",
            "The body must be of the type 'application/x-www-form-urlencoded', in UTF-8.",
        )),
        _ => Err(Refused::bad(
            StatusCode::METHOD_NOT_ALLOWED,
            "MethodNotAllowed",
            "The API takes GET and POST.",
        )),
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(given), None) = (types.next(), types.next()) else { return false };
    let Ok(given) = given.to_str() else { return false };
    let (kind, parameters) = given.split_once(';').unwrap_or((given, ""));
    let parameters = parameters.trim();
    kind.trim().eq_ignore_ascii_case("application/x-www-form-urlencoded")
        && (parameters.is_empty() || parameters.eq_ignore_ascii_case("charset=utf-8"))
}

/// A header that events or policies see, as much of it as they shall.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    let given = headers.get(name)?.to_str().ok()?;
    Some(given.chars().take(LONGEST_HEADER).collect())
}

impl Refused {
    fn bad(status: StatusCode, code: &'static str, message: &str) -> Self {
        let message = message.to_owned();
        Self { api: Api::Iam, status, code: code.into(), message, explanation: None }
    }

    fn missing_action() -> Self {
        Self::bad(StatusCode::BAD_REQUEST, "MissingAction", "The request must contain the parameter Action.")
    }

    fn invalid_action(name: &str, version: Option<&str>) -> Self {
        let cut = |text: &str| text.chars().take(128).collect::<String>();
        let version = version.map_or_else(|| "NO_VERSION_SPECIFIED".to_owned(), cut);
        let api = if version == Api::Sts.version() { Api::Sts } else { Api::Iam };
        let message = format!("Could not find operation {} for version {version}", cut(name));
        let (status, code) = (StatusCode::BAD_REQUEST, "InvalidAction".into());
        Self { api, status, code, message, explanation: None }
    }

    fn of(api: Api, error: &Error) -> Self {
        let (status, code, message) = (status::of(error), error.code().into(), error.message(api));
        Self { api, status, code, message, explanation: None }
    }

    fn response(&self, request_id: &str) -> Response<Bytes> {
        let kind = if self.status.is_server_error() { "Receiver" } else { "Sender" };
        let body = xml::error(self.api, kind, &self.code, &self.message, request_id);
        let mut response = response(self.status, body, request_id);
        // A header of our own, because AWS's message stays as it is to the last byte.
        const EXPLANATION: HeaderName = HeaderName::from_static("x-bartizan-authorization-message");
        let explanation = self.explanation.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
        if let Some(explanation) = explanation {
            response.headers_mut().insert(EXPLANATION, explanation);
        }
        response
    }
}

impl From<MalformedForm> for Refused {
    fn from(error: MalformedForm) -> Self {
        let code = match error {
            MalformedForm::Escape => "MalformedQueryString",
            MalformedForm::NotUtf8 | MalformedForm::Nul | MalformedForm::Fields(_) => "MalformedInput",
        };
        Self::bad(StatusCode::BAD_REQUEST, code, &error.to_string())
    }
}

fn response(status: StatusCode, body: String, request_id: &str) -> Response<Bytes> {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
    const XML: HeaderValue = HeaderValue::from_static("text/xml");
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, XML);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::CONTENT_TYPE;

    use super::is_form;

    #[test]
    fn only_forms_in_utf_8_are_read() {
        for (given, accepted) in [
            ("application/x-www-form-urlencoded", true),
            ("application/x-www-form-urlencoded; charset=utf-8", true),
            ("Application/X-WWW-Form-Urlencoded;charset=UTF-8", true),
            ("application/x-www-form-urlencoded; charset=utf-16", false),
            ("application/json", false),
            ("multipart/form-data; boundary=x", false),
            ("text/plain", false),
            ("", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, given.parse().unwrap());
            assert_eq!(is_form(&headers), accepted, "{given}");
        }
        assert!(!is_form(&HeaderMap::new()));
    }
}
