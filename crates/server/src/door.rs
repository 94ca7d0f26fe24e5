//! What stands behind the socket.

use std::fmt;
use std::future::Future;
use std::net::SocketAddr;

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use model::Timestamp;

use crate::transport::Transport;

/// What answers requests.
pub trait Door: Send + Sync + 'static {
    /// Answers one whole request. A client that hangs up does not interrupt it: what was begun is finished, so nobody
    /// can try a code and drop the connection before the failure is remembered. Only the end of a graceful stop cuts it.
    ///
    /// There is no time limit on it here: only the door knows which of its waits may be abandoned.
    fn answer(&self, request: Received) -> impl Future<Output = Response<Full<Bytes>>> + Send;

    /// Says in the door's own language why a request never became whole, or was not answered. The server adds
    /// `Connection: close`.
    fn refuse(&self, refused: Refused) -> Response<Full<Bytes>>;
}

/// A whole request, and what only the server knows of it.
pub struct Received {
    /// Method, target and headers, as they were sent.
    pub head: http::request::Parts,
    /// The body, within [`Limits::body`](crate::Limits::body).
    pub body: Bytes,
    /// Who holds the connection; an IPv4 address is one also when it came through an IPv6 socket.
    pub peer: SocketAddr,
    /// How it came.
    pub transport: Transport,
    /// When it was complete. Read once: whoever handles this request has no other clock.
    pub now: Timestamp,
}

// Query, headers and body hold tokens, codes and passwords: only what tells requests apart is shown (rule R7).
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("method", &self.head.method)
            .field("path", &self.head.uri.path())
            .field("body_bytes", &self.body.len())
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}

/// Why the server gave up on a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Refused {
    /// The head was begun and not finished in time.
    HeadTimeout,
    /// The body was not finished in time.
    BodyTimeout,
    /// The body is longer than the limit.
    BodyTooLarge,
    /// The body is not short, and there is no room for it beside those of others.
    Busy,
    /// The body broke off or its framing is wrong.
    BodyMalformed,
    /// The door panicked.
    Panicked,
}

impl Refused {
    /// The status that HTTP has for it.
    pub const fn status(self) -> StatusCode {
        match self {
            Self::HeadTimeout | Self::BodyTimeout => StatusCode::REQUEST_TIMEOUT,
            Self::BodyTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::BodyMalformed => StatusCode::BAD_REQUEST,
            Self::Panicked => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Received;
    use crate::transport::Transport;

    #[test]
    fn r7_a_request_shows_nothing_that_was_sent() {
        let request = http::Request::post("/?token=in-the-query").header("authorization", "in-a-header");
        let (head, ()) = request.body(()).unwrap().into_parts();
        let received = Received {
            head,
            body: "code=271828".into(),
            peer: ([192, 0, 2, 1], 80).into(),
            transport: Transport::Plain,
            now: model::Timestamp::default(),
        };
        let shown = format!("{received:?}");
        for secret in ["in-the-query", "in-a-header", "271828"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
}
