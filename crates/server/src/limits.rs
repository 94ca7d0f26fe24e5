//! What one stranger may cost.

use std::time::Duration;

/// What a connection, a peer and all together may take. The number of headers is hyper's own limit, 100.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest body, in bytes.
    pub body: usize,
    /// What all bodies that are read or being answered may take together, in bytes; at least one of the longest. One peer has
    /// at most a quarter of it, or one of the longest. Bodies of up to 8 KiB are not counted: the limit of connections is
    /// theirs too.
    pub bodies: usize,
    /// The longest head, in bytes; at least 8 KiB.
    pub head: usize,
    /// From the first byte of a head to its last. A new connection has as long until its first byte, and a TLS handshake too.
    pub head_timeout: Duration,
    /// From the end of the head to the end of the body.
    pub body_timeout: Duration,
    /// From the end of an answer to the next request. The peer must also have taken the answer by then.
    pub idle_timeout: Duration,
    /// How many connections are held at once. More are closed as they come: a queue would only hide the flood.
    pub connections: u32,
    /// How many of them one peer may hold: an IPv4 address, or an IPv6 network of 64 bits. Loopback is a peer like any other;
    /// behind a proxy that opens many connections, raise it.
    pub connections_per_peer: u32,
    /// How long a graceful stop waits for requests in flight.
    pub stop_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 256 * 1024,
            bodies: 64 * 1024 * 1024,
            head: 32 * 1024,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(60),
            connections: 10_000,
            connections_per_peer: 2_500,
            stop_timeout: Duration::from_secs(20),
        }
    }
}
