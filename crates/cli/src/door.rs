//! Between the socket, which knows nothing of what is asked, and what answers, which knows no socket.

use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use server::{Door, Received, Refused, Transport};
use wire::QueryDoor;

/// The door of the AWS Query API.
pub struct ApiDoor(pub QueryDoor);

impl Door for ApiDoor {
    async fn answer(&self, request: Received) -> Response<Full<Bytes>> {
        let transport = match request.transport {
            Transport::Plain => service::Transport::Plain,
            Transport::Tls => service::Transport::Tls,
        };
        let request = wire::Request {
            parts: &request.head,
            body: &request.body,
            address: request.peer.ip(),
            transport,
            now: request.now,
        };
        self.0.answer(request).await.map(Full::new)
    }

    fn refuse(&self, refused: Refused) -> Response<Full<Bytes>> {
        let (code, message) = in_words(refused);
        self.0.refuse(refused.status(), code, message).map(Full::new)
    }
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
