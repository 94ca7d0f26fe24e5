//! The socket: TLS, limits, time, graceful stop. Knows HTTP, and nothing of what is asked.
//!
//! A [`Server`] reads bounded requests and hands each, whole, to a [`Door`]. Whatever a stranger sends, too much, too
//! slowly, or broken, ends here with a clear answer and without having cost more than [`Limits`] says.
//!
//! The Host header decides nothing here, and no forwarding header is believed: the peer is who holds the connection.

mod admission;
mod bind;
mod body;
mod clock;
mod connection;
mod door;
mod limits;
mod pace;
mod panics;
mod serve;
mod statistics;
mod tls;
mod transport;

pub use bind::BindError;
pub use clock::{Clock, ClockRefused, MonotonicClock, SetClock};
pub use door::{Door, Received, Refused};
pub use limits::Limits;
pub use panics::hide_panic_messages;
pub use serve::{Config, Server, Stopped};
pub use statistics::{Occupancy, Statistics};
pub use tls::{TlsError, TlsFiles, TlsHandle};
pub use transport::{InsecureTransport, Transport, check_transport};
