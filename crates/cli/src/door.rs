//! Between the socket, which knows nothing of what is asked, and what answers, which knows no socket.

mod forwarded;

use bytes::Bytes;
use console::Console;
use http::header::{ACCEPT, HeaderValue, LOCATION};
use http::{Method, Response, StatusCode};
use http_body_util::Full;
use reach::{VoiceDoor, VoiceRequest};
use server::{Door, Received, Refused, Transport};
use service::figures::{Answers, Outcome, Stopwatch};
use wire::{JsonDoor, QueryDoor};

use self::forwarded::Sender;
use crate::commands::serve::reaching::CallsOfService;
use crate::settings::Networks;
use crate::watch::RefusedRequests;

/// The doors of one address: the AWS Query API, JSON, the console, and what a voice provider calls back.
pub struct Doors {
    /// For clients.
    pub api: QueryDoor,
    /// For clients of services that speak JSON.
    pub json: JsonDoor,
    /// For browsers.
    pub console: Console,
    /// For a provider of calls.
    pub voice: VoiceDoor<CallsOfService>,
    /// Whose word is taken for where a request came from.
    pub proxies: Networks,
    /// What was answered to that provider.
    pub voice_answers: Answers,
    /// Requests that never became whole.
    pub refused: RefusedRequests,
}

impl Door for Doors {
    async fn answer(&self, request: Received) -> Response<Full<Bytes>> {
        let Sender { address, transport, is_forwarded } = Sender::of(&request, &self.proxies);
        let transport = match transport {
            Transport::Plain => service::Transport::Plain,
            Transport::Tls => service::Transport::Tls,
        };
        if Console::is_for(request.head.uri.path()) {
            let request = console::Request {
                parts: &request.head,
                body: &request.body,
                address,
                transport,
                from_proxy: is_forwarded,
                now: request.now,
            };
            return self.console.answer(request).await.map(Full::new);
        }
        if VoiceDoor::<CallsOfService>::is_for(request.head.uri.path()) {
            let request = VoiceRequest { parts: &request.head, body: &request.body, now: request.now };
            let since = Stopwatch::start();
            let response = self.voice.answer(request).await;
            self.voice_answers.add(Outcome::of_status(response.status().as_u16()), since.elapsed());
            return response.map(Full::new);
        }
        if is_somebody_looking(&request) {
            return to_the_console();
        }
        let request =
            wire::Request { parts: &request.head, body: &request.body, address, transport, now: request.now };
        if self.json.is_targeted(request.parts) || self.json.is_for(request.parts.uri.path()) {
            return self.json.answer(request).await.map(Full::new);
        }
        self.api.answer(request).await.map(Full::new)
    }

    fn refuse(&self, refused: Refused) -> Response<Full<Bytes>> {
        self.refused.add(refused);
        let (code, message) = in_words(refused);
        self.api.refuse(refused.status(), code, message).map(Full::new)
    }
}

/// Whether a person opened the bare address in a browser: no client of the API asks for HTML, and without an action.
fn is_somebody_looking(request: &Received) -> bool {
    let wants_html = request
        .head
        .headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    request.head.method == Method::GET
        && request.head.uri.path() == "/"
        && request.head.uri.query().is_none()
        && wants_html
}

fn to_the_console() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::SEE_OTHER;
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/console"));
    response
}

/// The code and the text of an error that clients of AWS understand.
const fn in_words(refused: Refused) -> (&'static str, &'static str) {
    match refused {
        Refused::HeadTimeout => ("RequestTimeout", "The request was not sent in time."),
        Refused::BodyTimeout => ("RequestTimeout", "The body of the request was not sent in time."),
        Refused::BodyTooLarge => ("RequestEntityTooLarge", "The body of the request is too large."),
        Refused::Busy => (
            "ServiceUnavailable",
            "The server is busy with other large requests. Send the request again in a moment.",
        ),
        Refused::BodyMalformed => ("MalformedInput", "The body of the request is broken."),
        Refused::Panicked => {
            ("ServiceFailure", "The request processing has failed because of an unknown error.")
        }
    }
}
