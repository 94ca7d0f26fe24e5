//! One signed call of the Query API.

use bytes::Bytes;
use http::Request;
use http::header::CONTENT_TYPE;
use http_body_util::Full;
use model::Timestamp;
use service::Api;
use sigv4::sign::Signer;
use sigv4::{BodyHash, Head};
use wire::CLOCK_OFFSET;

use super::answer::Element;
use super::source::Source;
use crate::failure::Failure;
use crate::web::client::Client;

const FORM: &str = "application/x-www-form-urlencoded; charset=utf-8";

/// Calls operations with somebody's credentials.
#[derive(Clone)]
pub struct Aws {
    /// Whose, and of which server.
    pub source: Source,
}

/// What was answered.
pub struct Answer {
    /// The document.
    pub document: Element,
    /// How far a device's clock is ahead, in seconds, if the answer says that.
    pub clock_offset: Option<i64>,
}

/// Why nothing was done.
#[derive(Debug)]
pub enum Refusal {
    /// The server said no.
    Said {
        /// In one word.
        code: String,
        /// In many.
        message: String,
    },
    /// There was no answer, or none of a server like ours.
    Failed(Failure),
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Failed(failure) => failure,
            Refusal::Said { code, message } => match code.as_str() {
                "InvalidClientTokenId" | "ExpiredToken" | "SignatureDoesNotMatch" | "IncompleteSignature" => {
                    Self::SignIn(format!("the server does not take these credentials ({code}): {message}"))
                }
                "AccessDenied" => Self::Denied(message),
                "InvalidAuthenticationCode" => Self::Codes(message),
                _ => Self::Failed(format!("{code}: {message}")),
            },
        }
    }
}

impl Refusal {
    /// Whether the server said this.
    pub fn is(&self, expected: &str) -> bool {
        matches!(self, Self::Said { code, .. } if code == expected)
    }

    /// Whether the server said this, in words that have these.
    pub fn says(&self, expected: &str, words: &str) -> bool {
        matches!(self, Self::Said { code, message } if code == expected && message.contains(words))
    }
}

impl Aws {
    /// Calls an operation.
    ///
    /// # Errors
    /// What the server said instead, or why it said nothing.
    pub async fn call(
        &self,
        api: Api,
        action: &str,
        fields: &[(&str, &str)],
        now: Timestamp,
    ) -> Result<Answer, Refusal> {
        let endpoint = self.source.endpoint(api);
        let all = [("Action", action), ("Version", api.version())];
        let body = all.iter().chain(fields).map(|(name, value)| format!("{name}={}", encoded(value)));
        let body = body.collect::<Vec<_>>().join("&");
        let authority = endpoint.authority();
        let headers = [("content-type", FORM.as_bytes()), ("host", authority.as_bytes())];
        let head = Head { method: "POST", path: "/", query: "", headers: &headers };
        let keys = &self.source.keys;
        let mut signer = Signer::new(&keys.id, keys.secret.expose(), &self.source.region, api.name());
        signer.session_token = keys.token.as_ref().map(|token| token.expose().as_str());
        let signed = signer
            .headers(&head, &BodyHash::of(body.as_bytes()), now)
            .map_err(|_| Failure::Failed("these credentials cannot sign a request".to_owned()))?;
        let mut request = Request::post("/").header(CONTENT_TYPE, FORM);
        for (name, value) in signed {
            request = request.header(name, value);
        }
        let request = request.body(Full::new(Bytes::from(body)));
        let request =
            request.map_err(|error| Failure::of(format!("cannot ask {}", endpoint.as_str()), error))?;
        let client = Client { endpoint, ca_file: self.source.ca_file.as_deref() };
        let answer = client.send(request).await?;
        let unlike = || {
            let (server, status) = (endpoint.as_str(), answer.status);
            Failure::Failed(format!("{server} answered {status}, and not as bartizan does: is it one?"))
        };
        let document = Element::read(answer.body.expose()).ok_or_else(unlike)?;
        if answer.status.is_success() {
            let offset = answer.headers.get(CLOCK_OFFSET).and_then(|value| value.to_str().ok()?.parse().ok());
            return Ok(Answer { document, clock_offset: offset });
        }
        let (code, message) = (document.text("Code"), document.text("Message"));
        let code = code.ok_or_else(unlike)?.to_owned();
        Err(Refusal::Said { code, message: shown(message.unwrap_or_default()) })
    }
}

/// What a server says cannot command the terminal.
fn shown(text: &str) -> String {
    text.replace(char::is_control, "?")
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
