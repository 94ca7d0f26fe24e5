//! The server: it listens, seats who comes, and stops without dropping what it began.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::admission::{Admission, Seats};
use crate::bind::{BindError, bind_all};
use crate::body::Bodies;
use crate::clock::Clock;
use crate::connection::{House, Stage, converse};
use crate::door::Door;
use crate::limits::Limits;
use crate::statistics::Statistics;
use crate::tls::{TlsFiles, TlsHandle};
use crate::transport::{Transport, check_transport};

/// Where and how to listen.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The addresses, all in one transport. Those with port 0 share the port that the system chooses for the first.
    pub listen: Vec<SocketAddr>,
    /// Certificate and key; without them, plain HTTP.
    pub tls: Option<TlsFiles>,
    /// Whether plain HTTP may be spoken on addresses that are not loopback.
    pub insecure_http: bool,
    /// What a stranger may cost.
    pub limits: Limits,
}

/// A server that has its addresses and serves nobody yet: connections wait in the system's queue until [`Server::serve`].
pub struct Server {
    listeners: Vec<(SocketAddr, TcpListener)>, // INVARIANT: not empty; kept by `bind_all`
    first: SocketAddr,
    tls: Option<TlsHandle>,
    limits: Limits,
    admission: Arc<Admission>,
    bodies: Bodies,
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Server").field("first", &self.first).finish_non_exhaustive()
    }
}

/// How a server stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stopped {
    /// Every request that was begun is answered.
    Gracefully,
    /// So many connections were still busy when the time was up, and were cut.
    CutOff {
        /// How many.
        connections: u32,
    },
}

impl Server {
    /// Takes the addresses, and reads certificate and key.
    ///
    /// # Errors
    /// If an address cannot be had, the TLS files cannot be used, or plain HTTP would leave the machine unasked for.
    pub async fn bind(config: Config) -> Result<Self, BindError> {
        let Config { listen, tls, insecure_http, limits } = config;
        let transport = if tls.is_some() { Transport::Tls } else { Transport::Plain };
        for &address in &listen {
            check_transport(address, transport, insecure_http)?;
        }
        let tls = tls.map(TlsHandle::load).transpose()?;
        let listeners = bind_all(&listen).await?;
        let first = listeners.first().map(|(address, _)| *address).ok_or(BindError::NoAddress)?;
        let admission = Admission::new(limits.connections, limits.connections_per_peer);
        Ok(Self { listeners, first, tls, limits, admission, bodies: Bodies::new(limits) })
    }

    /// The first address it listens on, with the port it has.
    pub fn local_addr(&self) -> SocketAddr {
        self.first
    }

    /// All addresses it listens on.
    pub fn local_addrs(&self) -> impl Iterator<Item = SocketAddr> {
        self.listeners.iter().map(|(address, _)| *address)
    }

    /// How full it is, for whoever watches over it.
    pub fn statistics(&self) -> Statistics {
        let (seats, bodies) = (Arc::clone(&self.admission), Arc::clone(self.bodies.room()));
        Statistics { seats, bodies, limits: self.limits }
    }

    /// What to call when certificate and key have changed.
    pub fn tls(&self) -> Option<TlsHandle> {
        self.tls.clone()
    }

    /// Serves until `stop` is ready, and then until the requests in flight are answered, or their time is up: no new
    /// connection is taken, and those between requests are closed.
    pub async fn serve<D: Door>(
        self,
        door: Arc<D>,
        clock: Arc<dyn Clock>,
        stop: impl Future<Output = ()>,
    ) -> Stopped {
        let (stage, told) = watch::channel(Stage::Open);
        let admission = self.admission;
        let reception = Arc::new(Reception {
            house: Arc::new(House { door, clock, limits: self.limits, bodies: self.bodies }),
            tls: self.tls,
            admission: Arc::clone(&admission),
        });
        let mut receptions = JoinSet::new();
        for (_, listener) in self.listeners {
            receptions.spawn(Arc::clone(&reception).receive(listener, told.clone()));
        }
        stop.await;
        stage.send_replace(Stage::Draining);
        while receptions.join_next().await.is_some() {}

        if timeout(self.limits.stop_timeout, admission.emptied()).await.is_ok() {
            return Stopped::Gracefully;
        }
        let connections = admission.seats();
        stage.send_replace(Stage::Closed);
        // They are only dropping what they hold, so this is a moment; bounded all the same.
        let _ = timeout(Duration::from_secs(5), admission.emptied()).await;
        Stopped::CutOff { connections }
    }
}

/// Who receives those that come.
struct Reception<D> {
    house: Arc<House<D>>,
    tls: Option<TlsHandle>,
    admission: Arc<Admission>,
}

impl<D: Door> Reception<D> {
    async fn receive(self: Arc<Self>, listener: TcpListener, mut stop: watch::Receiver<Stage>) {
        loop {
            let accepted = tokio::select! {
                biased;
                _ = stop.changed() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => self.seat(stream, peer, &stop),
                Err(error) if is_of_one_connection(&error) => {
                    tracing::debug!(%error, "a connection failed early");
                }
                Err(error) => {
                    // Out of descriptors or memory: trying again at once would spin until somebody leaves.
                    tracing::warn!(%error, "cannot accept connections");
                    if timeout(Duration::from_millis(250), stop.changed()).await.is_ok() {
                        return;
                    }
                }
            }
        }
    }

    fn seat(self: &Arc<Self>, stream: TcpStream, peer: SocketAddr, stop: &watch::Receiver<Stage>) {
        let peer = SocketAddr::new(peer.ip().to_canonical(), peer.port());
        match self.admission.admit(peer.ip(), 1) {
            Ok(seat) => {
                // An answer is one write; waiting for more to send along would only add to its latency.
                let _ = stream.set_nodelay(true);
                tokio::spawn(Arc::clone(self).greet(stream, peer, seat, stop.clone()));
            }
            Err(full) => tracing::debug!(%peer, ?full, "no seat; connection closed"),
        }
    }

    async fn greet(
        self: Arc<Self>,
        stream: TcpStream,
        peer: SocketAddr,
        _seat: Seats,
        mut stop: watch::Receiver<Stage>,
    ) {
        let house = Arc::clone(&self.house);
        let Some(tls) = &self.tls else {
            return converse(house, stream, peer, Transport::Plain, stop).await;
        };
        let handshake = TlsAcceptor::from(tls.current()).accept(stream);
        let greeted = tokio::select! {
            biased;
            _ = stop.changed() => return,
            greeted = timeout(house.limits.head_timeout, handshake) => greeted,
        };
        match greeted {
            Ok(Ok(stream)) => converse(house, stream, peer, Transport::Tls, stop).await,
            Ok(Err(error)) => tracing::debug!(%peer, %error, "TLS handshake failed"),
            Err(_) => tracing::debug!(%peer, "TLS handshake took too long"),
        }
    }
}

/// Errors that `accept` passes on from a connection that is already gone; the next may be well.
fn is_of_one_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
