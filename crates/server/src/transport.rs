//! Plain or encrypted, and where plain is allowed.

use std::net::SocketAddr;

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Transport {
    /// HTTP in clear.
    Plain,
    /// HTTP within TLS.
    Tls,
}

/// Passwords and session tokens would cross a network in clear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} is not a loopback address: configure a certificate, or allow plain HTTP there with --insecure-http if something \
     else encrypts"
)]
pub struct InsecureTransport(pub SocketAddr);

/// Whether a server may listen so: plain HTTP on an address that others can reach must be asked for.
///
/// # Errors
/// Names the address.
pub fn check_transport(
    address: SocketAddr,
    transport: Transport,
    insecure_http: bool,
) -> Result<(), InsecureTransport> {
    match transport {
        Transport::Tls => Ok(()),
        Transport::Plain if insecure_http || address.ip().to_canonical().is_loopback() => Ok(()),
        Transport::Plain => Err(InsecureTransport(address)),
    }
}

#[cfg(test)]
mod tests {
    use super::{InsecureTransport, Transport, check_transport};

    #[test]
    fn r23_plain_http_beyond_loopback_must_be_asked_for() {
        for (address, transport, insecure, allowed) in [
            ("127.0.0.1:80", Transport::Plain, false, true),
            ("127.8.8.8:80", Transport::Plain, false, true),
            ("[::1]:80", Transport::Plain, false, true),
            ("[::ffff:127.0.0.1]:80", Transport::Plain, false, true),
            ("0.0.0.0:80", Transport::Plain, false, false),
            ("[::]:80", Transport::Plain, false, false),
            ("10.0.0.1:80", Transport::Plain, false, false),
            ("[::ffff:10.0.0.1]:80", Transport::Plain, false, false),
            ("10.0.0.1:80", Transport::Plain, true, true),
            ("10.0.0.1:443", Transport::Tls, false, true),
        ] {
            let address = address.parse().unwrap();
            let expected = if allowed { Ok(()) } else { Err(InsecureTransport(address)) };
            assert_eq!(
                check_transport(address, transport, insecure),
                expected,
                "{address} {transport:?} {insecure}"
            );
        }
    }
}
