//! Where a request came from that a proxy forwards: the proxy's word, if it is one that the operator named (rule R22).

use std::net::IpAddr;

use http::HeaderMap;
use server::{Received, Transport};

use crate::settings::Networks;

/// Who sent a request, and how it came to the first machine that is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The address of the client.
    pub address: IpAddr,
    /// How the client sent it.
    pub transport: Transport,
    /// Whether a trusted proxy handed it over.
    pub is_forwarded: bool,
}

/// The header in which each proxy adds whom it got the request from.
const FOR: &str = "x-forwarded-for";
/// The header in which the first proxy says how the request came.
const PROTO: &str = "x-forwarded-proto";
/// Longer is no chain of proxies.
const MOST_HOPS: usize = 32;

impl Sender {
    /// Who sent a request. What headers say of it counts only where the peer is a trusted proxy: anybody can send headers.
    pub fn of(request: &Received, proxies: &Networks) -> Self {
        let peer = request.peer.ip().to_canonical();
        let direct = Self { address: peer, transport: request.transport, is_forwarded: false };
        if !proxies.contain(peer) {
            return direct;
        }
        let headers = &request.head.headers;
        Self {
            address: client(headers, peer, proxies),
            transport: transport(headers).unwrap_or(request.transport),
            is_forwarded: true,
        }
    }
}

/// The last address of the chain that is no trusted proxy's: what stands before it, the client may have written itself.
fn client(headers: &HeaderMap, peer: IpAddr, proxies: &Networks) -> IpAddr {
    let values: Vec<_> = headers.get_all(FOR).iter().map(|value| value.to_str().unwrap_or("-")).collect();
    let hops = values.iter().rev().flat_map(|value| value.rsplit(',')).take(MOST_HOPS);
    let mut nearest = peer;
    for hop in hops {
        // What cannot be read says nothing of whoever is behind it.
        let Ok(address) = hop.trim().parse::<IpAddr>() else { return nearest };
        nearest = address.to_canonical();
        if !proxies.contain(nearest) {
            return nearest;
        }
    }
    nearest
}

fn transport(headers: &HeaderMap) -> Option<Transport> {
    let mut values = headers.get_all(PROTO).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    match value.to_str().ok()? {
        "https" => Some(Transport::Tls),
        "http" => Some(Transport::Plain),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use server::{Received, Transport};

    use super::Sender;
    use crate::settings::{Networks, Value};

    fn sender(peer: &str, headers: &[(&str, &str)]) -> (String, bool) {
        let mut request = http::Request::get("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        let received = Received {
            head,
            body: bytes::Bytes::new(),
            peer: (peer.parse::<std::net::IpAddr>().unwrap(), 4711).into(),
            transport: Transport::Plain,
            now: model::Timestamp::default(),
        };
        let sender = Sender::of(&received, &Networks::read("127.0.0.1, 10.0.0.0/8").unwrap());
        (sender.address.to_string(), sender.transport == Transport::Tls)
    }

    #[test]
    fn r22_forwarded_addresses_and_schemes_count_only_from_configured_proxies() {
        const FOR: &str = "x-forwarded-for";
        const PROTO: &str = "x-forwarded-proto";
        for (peer, headers, address, is_tls) in [
            ("192.0.2.1", &[(FOR, "198.51.100.7"), (PROTO, "https")][..], "192.0.2.1", false),
            ("127.0.0.1", &[(FOR, "198.51.100.7"), (PROTO, "https")], "198.51.100.7", true),
            ("127.0.0.1", &[], "127.0.0.1", false),
            // What the client wrote itself stands further left.
            ("127.0.0.1", &[(FOR, "203.0.113.9, 198.51.100.7")], "198.51.100.7", false),
            ("127.0.0.1", &[(FOR, "203.0.113.9, 198.51.100.7, 10.0.0.2")], "198.51.100.7", false),
            ("127.0.0.1", &[(FOR, "203.0.113.9"), (FOR, "198.51.100.7")], "198.51.100.7", false),
            ("127.0.0.1", &[(FOR, "203.0.113.9, nonsense, 10.0.0.2")], "10.0.0.2", false),
            ("127.0.0.1", &[(FOR, "10.0.0.3, 10.0.0.2")], "10.0.0.3", false),
            ("127.0.0.1", &[(PROTO, "https"), (PROTO, "http")], "127.0.0.1", false),
            ("127.0.0.1", &[(PROTO, "gopher")], "127.0.0.1", false),
        ] {
            assert_eq!(sender(peer, headers), (address.to_owned(), is_tls), "{peer} {headers:?}");
        }
    }
}
