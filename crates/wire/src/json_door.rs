//! The door of services that speak REST-JSON 1.1: a path for each operation, JSON in and out.
//!
//! A request is proven to come from a caller before its body is looked at: strangers reach no parser here.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue};
use http::{Method, Response, StatusCode};
use service::figures::{Outcome, Stopwatch};
use service::{Error, Service};

use crate::asked::Asked;
use crate::json;
use crate::operations::{Answered, Call, Entry, Operations};
use crate::request::{EXPLANATION, REQUEST_ID, Request, is_of_type};

/// Answers requests to services that speak REST-JSON.
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

    /// Answers a request.
    pub async fn answer(&self, request: Request<'_>) -> Response<Bytes> {
        let since = Stopwatch::start();
        let request_id = self.service.request_id();
        let mut asked = Asked::begin(&self.service, &request, &request_id, since);
        match self.run(&request, &request_id, &mut asked).await {
            // No operation of these services has anything to say in the head.
            Ok(Answered { body, .. }) => {
                asked.answered(Outcome::Ok, StatusCode::OK, None);
                response(StatusCode::OK, body, &request_id)
            }
            Err(refused) => {
                asked.answered(refused.outcome, refused.status, Some(refused.code));
                refused.response(&request_id)
            }
        }
    }

    async fn run<'a>(
        &'a self,
        request: &Request<'_>,
        request_id: &str,
        asked: &mut Asked<'a>,
    ) -> Result<Answered, Refused> {
        let path = request.parts.uri.path();
        let operation = self.operations.at_path(path).ok_or_else(Refused::unknown)?;
        asked.of(operation);
        let body = body(request)?;
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

/// The body, if the request is one that may have any. All that is asked is in it: what a query said would be a second place.
fn body<'a>(request: &Request<'a>) -> Result<&'a [u8], Refused> {
    if request.parts.method != Method::POST {
        let message = "The operations of this service take POST.";
        return Err(Refused::bad(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowedException", message));
    }
    if request.parts.uri.query().is_some_and(|query| !query.is_empty()) {
        return Err(Refused::serialization("The operations of this service have no query."));
    }
    let is_json = || is_of_type(&request.parts.headers, "application/json");
    if !request.body.is_empty() && !is_json() {
        let message = "The body must be of the type 'application/json', in UTF-8.";
        return Err(Refused::bad(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UnsupportedMediaTypeException",
            message,
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

    fn unknown() -> Self {
        Self::bad(StatusCode::NOT_FOUND, "UnknownOperationException", "There is no operation at this path.")
    }

    fn response(&self, request_id: &str) -> Response<Bytes> {
        const ERROR_TYPE: HeaderName = HeaderName::from_static("x-amzn-errortype");
        let mut response = response(self.status, json::success(&self.body), request_id);
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

fn response(status: StatusCode, body: String, request_id: &str) -> Response<Bytes> {
    const JSON: HeaderValue = HeaderValue::from_static("application/json");
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    if let Ok(id) = HeaderValue::from_str(request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}
