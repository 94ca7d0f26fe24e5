//! A door that does as it is told, a server around it, and a client that writes bytes.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bartizan_server::{Clock, Config, Door, Limits, Received, Refused, Server, Stopped, TlsHandle};
use bytes::Bytes;
use http::Response;
use http_body_util::Full;
use model::Timestamp;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinHandle;
use tokio::time::timeout;

/// The door: `/panic` panics, `/wait` answers when it is released, `/large` at length, all else tells what arrived.
pub struct Hall {
    /// A permit for each `/wait` that has begun.
    pub begun: Semaphore,
    /// `/wait` answers when it finds a permit here.
    pub released: Semaphore,
    /// A permit for each `/wait` that has ended.
    pub ended: Semaphore,
}

impl Door for Hall {
    async fn answer(&self, request: Received) -> Response<Full<Bytes>> {
        match request.head.uri.path() {
            "/panic" => panic!("the password was hunter2"),
            "/wait" => {
                self.begun.add_permits(1);
                self.released.acquire().await.unwrap().forget();
                self.ended.add_permits(1);
                page("waited")
            }
            "/large" => page(&"x".repeat(1_000_000)),
            path => page(&format!(
                "{} {path} {} bytes at {} by {:?}",
                request.head.method,
                request.body.len(),
                request.now.secs(),
                request.transport
            )),
        }
    }

    fn refuse(&self, refused: Refused) -> Response<Full<Bytes>> {
        let mut response = page(&format!("<Error>{refused:?}</Error>"));
        *response.status_mut() = refused.status();
        response
    }
}

fn page(text: &str) -> Response<Full<Bytes>> {
    Response::new(Full::new(Bytes::from(text.to_owned())))
}

struct Frozen;

impl Clock for Frozen {
    fn now(&self) -> Timestamp {
        Timestamp::from_secs(42)
    }
}

pub struct Running {
    pub address: SocketAddr,
    pub hall: Arc<Hall>,
    pub tls: Option<TlsHandle>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Stopped>,
}

/// Limits that a test reaches at once.
pub fn tight() -> Limits {
    Limits {
        body: 1000,
        head_timeout: Duration::from_millis(100),
        body_timeout: Duration::from_millis(100),
        idle_timeout: Duration::from_millis(100),
        ..Limits::default()
    }
}

pub async fn start(limits: Limits) -> Running {
    start_with(Config { listen: vec!["127.0.0.1:0".parse().unwrap()], limits, ..Config::default() }).await
}

pub async fn start_with(config: Config) -> Running {
    let server = Server::bind(config).await.unwrap();
    let hall =
        Arc::new(Hall { begun: Semaphore::new(0), released: Semaphore::new(0), ended: Semaphore::new(0) });
    let (address, tls) = (server.local_addr(), server.tls());
    let (stop, stopping) = oneshot::channel::<()>();
    let serving = server.serve(Arc::clone(&hall), Arc::new(Frozen), async { drop(stopping.await) });
    Running { address, hall, tls, stop: Some(stop), task: tokio::spawn(serving) }
}

impl Running {
    pub async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.unwrap()
    }

    /// A connection as another peer: on Linux, every address of 127.0.0.0/8 is this machine's.
    pub async fn connect_from(&self, address: &str) -> TcpStream {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind(SocketAddr::new(address.parse().unwrap(), 0)).unwrap();
        socket.connect(self.address).await.unwrap()
    }

    /// Sends bytes on a connection of their own; the answer is all that comes until the server closes.
    pub async fn exchange(&self, bytes: impl AsRef<[u8]>) -> String {
        let mut stream = self.connect().await;
        send(&mut stream, bytes).await;
        rest(&mut stream).await
    }

    pub fn begin_to_stop(&mut self) {
        drop(self.stop.take());
    }

    pub async fn stopped(mut self) -> Stopped {
        self.begin_to_stop();
        timeout(PATIENCE, self.task).await.expect("the server hangs").unwrap()
    }
}

pub const PATIENCE: Duration = Duration::from_secs(20);

/// The server may close while we are still sending: what it says then is what counts.
pub async fn send(stream: &mut (impl AsyncWrite + Unpin), bytes: impl AsRef<[u8]>) {
    let _ = stream.write_all(bytes.as_ref()).await;
    let _ = stream.flush().await;
}

/// All that comes until the server closes, or resets: it may close before it has read what we sent.
pub async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut bytes = vec![];
    let _ = timeout(PATIENCE, stream.read_to_end(&mut bytes)).await.expect("the server hangs");
    String::from_utf8(bytes).unwrap()
}

/// One answer with a body that says its length, and nothing after it.
pub async fn answer(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut text = String::new();
    let one = async {
        while !is_complete(&text) {
            text.push(char::from(stream.read_u8().await.unwrap()));
        }
    };
    timeout(PATIENCE, one).await.expect("the server hangs");
    text
}

fn is_complete(text: &str) -> bool {
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.split_once("content-length: ").unwrap().1.split("\r\n").next().unwrap();
    body.len() >= length.parse().unwrap()
}
