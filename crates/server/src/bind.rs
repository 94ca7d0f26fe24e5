//! Taking the addresses to listen on.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::tls::TlsError;
use crate::transport::InsecureTransport;

/// Why the server does not listen.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// No address was given.
    #[error("no address to listen on")]
    NoAddress,
    /// Plain HTTP where others can reach it.
    #[error(transparent)]
    InsecureTransport(#[from] InsecureTransport),
    /// The certificate or its key.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The address cannot be had.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
}

/// Listens on all of them. Addresses with port 0 share the first port that the system chooses, so that what `localhost` resolves
/// to (127.0.0.1 and ::1) is one place.
pub(crate) async fn bind_all(addresses: &[SocketAddr]) -> Result<Vec<(SocketAddr, TcpListener)>, BindError> {
    const TRIES: usize = 8;
    let chosen_by_system = addresses.iter().any(|address| address.port() == 0);
    for _ in 1..TRIES {
        match bind_once(addresses).await {
            // The port that was free on one address is taken on another: let the system choose again.
            Err(BindError::Listen { source, .. })
                if chosen_by_system && source.kind() == io::ErrorKind::AddrInUse => {}
            done => return done,
        }
    }
    bind_once(addresses).await
}

async fn bind_once(addresses: &[SocketAddr]) -> Result<Vec<(SocketAddr, TcpListener)>, BindError> {
    let mut listeners: Vec<(SocketAddr, TcpListener)> = vec![];
    let mut missing = None;
    let mut port = None;
    for &wanted in addresses {
        let address = match port {
            Some(port) if wanted.port() == 0 => SocketAddr::new(wanted.ip(), port),
            _ => wanted,
        };
        match listen(address).await {
            Ok((local, listener)) => {
                if wanted.port() == 0 {
                    port = Some(local.port());
                }
                listeners.push((local, listener));
            }
            // `localhost` resolves to ::1 also where IPv6 is off.
            Err(source) if address.ip().is_loopback() && is_absent(&source) => {
                tracing::warn!(%address, error = %source, "not listening there");
                missing = Some(BindError::Listen { address, source });
            }
            Err(source) => return Err(BindError::Listen { address, source }),
        }
    }
    if listeners.is_empty() { Err(missing.unwrap_or(BindError::NoAddress)) } else { Ok(listeners) }
}

async fn listen(address: SocketAddr) -> io::Result<(SocketAddr, TcpListener)> {
    let listener = TcpListener::bind(address).await?;
    Ok((listener.local_addr()?, listener))
}

/// The machine has no such address, or no such family (EAFNOSUPPORT, for which there is no name in std).
fn is_absent(error: &io::Error) -> bool {
    const EAFNOSUPPORT: i32 = 97;
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(EAFNOSUPPORT)
}
