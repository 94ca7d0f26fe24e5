//! The door of services that speak JSON: REST-JSON 1.1, with a path for each operation, or JSON 1.1, with a header that names it.
//!
//! A request is proven to come from a caller before its body is looked at: strangers reach no parser here.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode, request};
use service::figures::{Outcome, Stopwatch};
use service::{Error, Service};

use crate::asked::Asked;
use crate::json;
use crate::operations::{Answered, Call, Entry, Operations};
use crate::request::{EXPLANATION, REQUEST_ID, Request, is_of_type};

/// What names the operation in JSON 1.1.
const TARGET: HeaderName = HeaderName::from_static("x-amz-target");

/// Which of the two a request speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    /// REST-JSON 1.1.
    Rest,
    /// JSON 1.1.
    Targeted,
}

/// Answers requests to services that speak JSON.
pub struct JsonDoor {
    service: Arc<Service>,
    operations: Operations,
}

/// Why a request was answered with an error.
struct Refused {
    outcome: Outcome,
    status: StatusCode,
    code: &'static str,
    body: json::Fault,
    /// Why policies refused, sealed for who may read it.
    explanation: Option<String>,
}

impl JsonDoor {
    /// The door to a service.
    pub fn new(service: Arc<Service>) -> Self {
        let operations = Operations::all(&service.figures().requests);
        Self { service, operations }
    }

    /// Whether an operation is at a path.
    pub fn is_for(&self, path: &str) -> bool {
        self.operations.at_path(path).is_some()
    }

    /// Whether a request names its operation in a header.
    pub fn is_targeted(&self, parts: &request::Parts) -> bool {
        parts.uri.path() == "/" && parts.headers.contains_key(TARGET)
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<'_>) -> Response<Bytes> {
        let since = Stopwatch::start();
        let dialect = if self.is_targeted(request.parts) { Dialect::Targeted } else { Dialect::Rest };
        let request_id = self.service.request_id();
        let mut asked = Asked::begin(&self.service, &request, &request_id, since);
        match self.run(dialect, &request, &request_id, &mut asked).await {
            // No operation of these services has anything to say in the head.
            Ok(Answered { body, .. }) => {
                asked.answered(Outcome::Ok, StatusCode::OK, None);
                response(dialect, StatusCode::OK, body, &request_id)
            }
            Err(refused) => {
                asked.answered(refused.outcome, refused.status, Some(refused.code));
                refused.response(dialect, &request_id)
            }
        }
    }

    async fn run<'a>(
        &'a self,
        dialect: Dialect,
        request: &Request<'_>,
        request_id: &str,
        asked: &mut Asked<'a>,
    ) -> Result<Answered, Refused> {
        let operation = match dialect {
            Dialect::Rest => self.operations.at_path(request.parts.uri.path()),
            Dialect::Targeted => target(request.parts).and_then(|target| self.operations.of_target(target)),
        };
        let operation = operation.ok_or_else(|| Refused::unknown(dialect))?;
        asked.of(operation);
        let body = body(dialect, request)?;
        let (caller, origin) = request
            .verified(&self.service, operation.api, request_id)
            .await
            .map_err(|error| Refused::of(&error))?;
        asked.by(caller.account());
        let form = json::decode(body, json::Shape::of(operation.api))
            .map_err(|error| Refused::serialization(&error.to_string()))?;
        let call =
            Call { service: &self.service, caller: &caller, origin: &origin, now: request.now, form: &form };
        Entry::run(operation, call).await.map_err(|error| Refused {
            explanation: self.service.explain(caller.account(), &error),
            ..Refused::of(&error)
        })
    }
}

/// What is named, if it is named once.
fn target(parts: &request::Parts) -> Option<&str> {
    let mut targets = parts.headers.get_all(TARGET).iter();
    let (Some(target), None) = (targets.next(), targets.next()) else { return None };
    target.to_str().ok()
}

impl Dialect {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Rest => "application/json",
            Self::Targeted => "application/x-amz-json-1.1",
        }
    }
}

/// The body, if the request is one that may have any. All that is asked is in it: what a query said would be a second place.
fn body<'a>(dialect: Dialect, request: &Request<'a>) -> Result<&'a [u8], Refused> {
    if request.parts.method != Method::POST {
        let message = "The operations of this service take POST.";
        return Err(Refused::bad(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowedException", message));
    }
    if request.parts.uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(Refused::serialization("The operations of this service have no query."));
    }
    let is_json = || is_of_type(&request.parts.headers, dialect.content_type());
    if !request.body.is_empty() && !is_json() {
        let message = format!("The body must be of the type '{}', in UTF-8.", dialect.content_type());
        return Err(Refused::bad(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaTypeException",
            &message,
        ));
    }
    Ok(request.body)
}

impl Refused {
    fn of(error: &Error) -> Self {
        Self {
            outcome: Outcome::of(error),
            status: json::status(error),
            code: error.json_code(),
            body: json::Fault::of(error),
            explanation: None,
        }
    }

    fn bad(status: StatusCode, code: &'static str, message: &str) -> Self {
        let outcome = Outcome::of_status(status.as_u16());
        Self { outcome, status, code, body: json::Fault::saying(message), explanation: None }
    }

    fn serialization(message: &str) -> Self {
        Self::bad(StatusCode::BAD_REQUEST, "SerializationException", message)
    }

    fn unknown(dialect: Dialect) -> Self {
        const CODE: &str = "UnknownOperationException";
        match dialect {
            Dialect::Rest => Self::bad(StatusCode::NOT_FOUND, CODE, "There is no operation at this path."),
            Dialect::Targeted => Self::bad(
                StatusCode::BAD_REQUEST,
                CODE,
                "X-Amz-Target names no operation that is answered here.",
            ),
        }
    }

    fn response(&self, dialect: Dialect, request_id: &str) -> Response<Bytes> {
        const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
        let body = match dialect {
            Dialect::Rest => json::success(&self.body),
            Dialect::Targeted => json::success(&self.body.named(self.code)),
        };
        let mut response = response(dialect, self.status, body, request_id);
        let said = [
            (ERROR_TYPE, Some(Cow::Borrowed(self.code))),
            (EXPLANATION, self.explanation.as_deref().map(Cow::Borrowed)),
        ];
        for (name, text) in said {
            if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
}

fn response(dialect: Dialect, status: StatusCode, body: String, request_id: &str) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(dialect.content_type()));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
