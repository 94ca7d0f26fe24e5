//! One connection, from its first byte to its last.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONNECTION, CONTENT_LENGTH};
use http::{HeaderValue, Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{timeout, timeout_at};

use crate::body::Bodies;
use crate::clock::Clock;
use crate::door::{Door, Received, Refused};
use crate::limits::Limits;
use crate::pace::{Pace, Paced, Phase};
use crate::panics::caught;
use crate::transport::Transport;

/// What all connections share.
pub(crate) struct House<D> {
    pub(crate) door: Arc<D>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) limits: Limits,
    pub(crate) bodies: Bodies,
}

/// Where the server is in its life, as connections are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    Open,
    /// Finish what is in flight, begin nothing.
    Draining,
    /// Let go.
    Closed,
}

/// How a connection ended.
enum End {
    /// The peer, or an answer that closes.
    Over,
    /// What came is not HTTP; hyper has said so, with an empty body: it asks nobody for a better one.
    Unreadable,
    /// Somebody took too long.
    Late(Phase),
    /// The server stops and waits no longer.
    Cut,
}

/// Serves one peer until either has enough.
pub(crate) async fn converse<D: Door, S: AsyncRead + AsyncWrite + Unpin + Send + 'static>(
    house: Arc<House<D>>,
    stream: S,
    peer: SocketAddr,
    transport: Transport,
    mut stop: watch::Receiver<Stage>,
) {
    let pace = Arc::new(Pace::new(&house.limits));
    let io = TokioIo::new(Paced { stream, pace: Arc::clone(&pace) });
    let talk = Arc::new(Talk {
        house,
        peer,
        transport,
        pace,
        spoken: AtomicBool::new(false),
        refused: AtomicBool::new(false),
    });
    let service = service_fn(|request| {
        let talk = Arc::clone(&talk);
        async move { Ok::<_, Infallible>(talk.respond(request).await) }
    });
    let mut connection = http(&talk.house.limits).serve_connection(io, service);
    let end = drive(&mut connection, &talk.pace, &mut stop).await;
    let stream = connection.into_parts().io.into_inner().stream;
    talk.part(end, stream).await;
}

fn http(limits: &Limits) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.max_buf_size(limits.head.max(8 * 1024));
    // Heads are timed by `Pace`.
    http.header_read_timeout(None);
    // Without this hyper drops the answer under way when the peer hangs up: see `Door::answer`.
    http.half_close(true);
    http
}

async fn drive<S, H>(
    connection: &mut http1::Connection<TokioIo<Paced<S>>, H>,
    pace: &Pace,
    stop: &mut watch::Receiver<Stage>,
) -> End
where
    S: AsyncRead + AsyncWrite + Unpin,
    H: Service<Request<Incoming>, Response = Response<Full<Bytes>>, Error = Infallible>,
{
    loop {
        let step = async {
            tokio::select! {
                biased;
                ended = &mut *connection => Err(ended),
                told = stop.changed() => Ok(told),
            }
        };
        match timeout_at(pace.next_look(), step).await {
            Ok(Err(Ok(()))) => return End::Over,
            Ok(Err(Err(error))) => {
                tracing::debug!(%error, "connection failed");
                return if error.is_parse() { End::Unreadable } else { End::Over };
            }
            Ok(Ok(told)) => match *stop.borrow_and_update() {
                Stage::Draining if told.is_ok() => Pin::new(&mut *connection).graceful_shutdown(),
                _ => return End::Cut,
            },
            Err(_time_to_look) => {
                if let Some(phase) = pace.overdue() {
                    return End::Late(phase);
                }
            }
        }
    }
}

/// One peer's conversation.
struct Talk<D> {
    house: Arc<House<D>>,
    peer: SocketAddr,
    transport: Transport,
    pace: Arc<Pace>,
    /// Whether anything was answered yet.
    spoken: AtomicBool,
    /// Whether an answer left some of the request unread.
    refused: AtomicBool,
}

impl<D: Door> Talk<D> {
    async fn respond(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        self.pace.answering();
        self.spoken.store(true, Ordering::Relaxed);
        let response = match self.answer(request).await {
            Ok(response) => response,
            Err(refused) => {
                self.refused.store(true, Ordering::Relaxed);
                self.refuse(refused).await
            }
        };
        self.pace.answered();
        response
    }

    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, Refused> {
        let (head, body) = request.into_parts();
        // Its room is taken until the answer is made: until then the door may hold the body.
        let (body, _room) = self.house.bodies.read(body, self.peer.ip()).await?;
        let now = self.house.clock.now();
        let received = Received { head, body, peer: self.peer, transport: self.transport, now };
        // The call is inside the future, so that what panics before its first await is caught too.
        let answer = async { self.house.door.answer(received).await };
        caught(answer).await.ok_or_else(|| {
            tracing::error!(peer = %self.peer, "a request panicked, and was answered so");
            Refused::Panicked
        })
    }

    async fn refuse(&self, refused: Refused) -> Response<Full<Bytes>> {
        tracing::debug!(peer = %self.peer, ?refused, "request refused");
        let mut response = caught(async { self.house.door.refuse(refused) }).await.unwrap_or_else(|| {
            let mut bare = Response::new(Full::default());
            *bare.status_mut() = refused.status();
            bare
        });
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        response
    }

    async fn part<S: AsyncRead + AsyncWrite + Unpin>(&self, end: End, mut stream: S) {
        let farewell = async {
            match end {
                // After an earlier answer, some of that may still be on its way, and ours would land in its middle.
                End::Late(Phase::Head) if !self.spoken.load(Ordering::Relaxed) => {
                    let response = self.refuse(Refused::HeadTimeout).await;
                    let _ = stream.write_all(&on_the_wire(response).await).await;
                    linger(&mut stream).await;
                }
                End::Unreadable => linger(&mut stream).await,
                End::Over if self.refused.load(Ordering::Relaxed) => linger(&mut stream).await,
                End::Over | End::Late(_) | End::Cut => {}
            }
        };
        let _ = timeout(FAREWELL, farewell).await;
    }
}

/// How long a peer may go on sending what nobody wants.
const FAREWELL: Duration = Duration::from_secs(2);

/// Closing a socket with bytes unread resets the connection, and the peer loses the answer that says why. So: end our side, and
/// swallow theirs for a while.
async fn linger<S: AsyncRead + AsyncWrite + Unpin>(stream: &mut S) {
    if stream.shutdown().await.is_ok() {
        let mut swallowed = [0; 4096];
        while stream.read(&mut swallowed).await.is_ok_and(|length| length > 0) {}
    }
}

/// An answer as bytes, for where hyper is no longer there to write it.
async fn on_the_wire(response: Response<Full<Bytes>>) -> Vec<u8> {
    let (mut head, body) = response.into_parts();
    let body = match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(never) => match never {},
    };
    head.headers.insert(CONTENT_LENGTH, body.len().into());
    let mut wire = format!("HTTP/1.1 {}\r\n", head.status).into_bytes();
    for (name, value) in &head.headers {
        wire.extend_from_slice(&[name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
    }
    wire.extend_from_slice(b"\r\n");
    wire.extend_from_slice(&body);
    wire
}
