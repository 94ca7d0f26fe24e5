//! The door of the Query API: one request, from its bytes to the bytes of its answer.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Method, Response, StatusCode};
use model::input::{MalformedForm, decode};
use service::figures::{Outcome, Stopwatch};
use service::{Api, Error, Service};

use crate::asked::Asked;
use crate::operations::{Answered, Call, Operations, Unsigned};
use crate::request::{CLOCK_OFFSET, EXPLANATION, REQUEST_ID, Request, is_of_type};
use crate::{status, xml};

/// Answers requests to the Query API.
pub struct QueryDoor {
    service: Arc<Service>,
    operations: Operations,
}

/// The type of a body that holds fields.
const FORM: &str = "application/x-www-form-urlencoded";

/// Why a request was answered with an error.
struct Refused {
    api: Api,
    outcome: Outcome,
    status: StatusCode,
    code: Cow<'static, str>,
    message: String,
    /// Why policies refused, sealed for who may read it.
    explanation: Option<String>,
}

impl QueryDoor {
    /// The door to a service.
    pub fn new(service: Arc<Service>) -> Self {
        let operations = Operations::all(&service.figures().requests);
        Self { service, operations }
    }

    /// Answers a request.
    pub async fn answer(&self, request: Request<'_>) -> Response<Bytes> {
        let since = Stopwatch::start();
        let request_id = self.service.request_id();
        let mut asked = Asked::begin(&self.service, &request, &request_id, since);
        match self.run(&request, &request_id, &mut asked).await {
            Ok(Answered { head, body }) => {
                asked.answered(Outcome::Ok, StatusCode::OK, None);
                let mut response = response(StatusCode::OK, body, &request_id);
                if let Some(offset) = head.clock_offset {
                    response.headers_mut().insert(CLOCK_OFFSET, HeaderValue::from(offset.seconds));
                }
                response
            }
            Err(refused) => {
                asked.answered(refused.outcome, refused.status, Some(&refused.code));
                refused.response(&request_id)
            }
        }
    }

    /// An answer to what never became a request: too large, too slow, not HTTP.
    pub fn refuse(&self, status: StatusCode, code: &'static str, message: &str) -> Response<Bytes> {
        let refused = Refused::bad(status, code, message);
        refused.response(&self.service.request_id())
    }

    async fn run<'a>(
        &'a self,
        request: &Request<'_>,
        request_id: &str,
        asked: &mut Asked<'a>,
    ) -> Result<Answered, Refused> {
        let query = request.parts.uri.query().unwrap_or_default();
        let form = decode(query, fields(request)?)?;
        let (name, version) = (form.value("Action"), form.value("Version"));
        let Some(name) = name else { return Err(Refused::missing_action()) };
        let Some(operation) = self.operations.find(name, version.unwrap_or_default()) else {
            return Err(Refused::invalid_action(name, version));
        };

        asked.of(operation);
        let refused = |error: Error| Refused::of(operation.api, &error);
        if operation.is_unsigned {
            let origin = request.unproven(request_id);
            let call = Unsigned { service: &self.service, origin: &origin, now: request.now, form: &form };
            return operation.run_unsigned(call).await.map_err(refused);
        }
        let (caller, origin) =
            request.verified(&self.service, operation.api, request_id).await.map_err(refused)?;
        let caller = &caller;
        asked.by(caller.account());
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
        Method::POST if request.body.is_empty() || is_of_type(&request.parts.headers, FORM) => {
            Ok(request.body)
        }
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

impl Refused {
    fn bad(status: StatusCode, code: &'static str, message: &str) -> Self {
        let message = message.to_owned();
        let outcome = Outcome::of_status(status.as_u16());
        Self { api: Api::Iam, outcome, status, code: code.into(), message, explanation: None }
    }

    fn missing_action() -> Self {
        Self::bad(StatusCode::BAD_REQUEST, "MissingAction", "The request must contain the parameter Action.")
    }

    fn invalid_action(name: &str, version: Option<&str>) -> Self {
        let cut = |text: &str| text.chars().take(128).collect::<String>();
        let version = version.map_or_else(|| "NO_VERSION_SPECIFIED".to_owned(), cut);
        let api = if version == Api::Sts.version() { Api::Sts } else { Api::Iam };
        let message = format!("Could not find operation {} for version {version}", cut(name));
        Self { api, ..Self::bad(StatusCode::BAD_REQUEST, "InvalidAction", &message) }
    }

    fn of(api: Api, error: &Error) -> Self {
        let (status, code, message) = (status::of(error), error.code().into(), error.message(api));
        Self { api, outcome: Outcome::of(error), status, code, message, explanation: None }
    }

    fn response(&self, request_id: &str) -> Response<Bytes> {
        let kind = if self.status.is_server_error() { "Receiver" } else { "Sender" };
        let body = xml::error(self.api, kind, &self.code, &self.message, request_id);
        let mut response = response(self.status, body, request_id);
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

    use super::FORM;
    use crate::request::is_of_type;

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
            assert_eq!(is_of_type(&headers, FORM), accepted, "{given}");
        }
        assert!(!is_of_type(&HeaderMap::new(), FORM));
    }
}
