//! Where a server is.

use http::Uri;
use http::uri::Scheme;

/// Scheme, host and port of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Whether TLS is spoken.
    pub is_tls: bool,
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    text: String,
}

impl Endpoint {
    /// Reads `https://id.example.com` or `http://localhost:7800`.
    ///
    /// # Errors
    /// In words, what it should be.
    pub fn read(text: &str) -> Result<Self, String> {
        let wanted =
            || format!("{text} is no endpoint: it must be https://HOST or https://HOST:PORT (or http://)");
        let text = text.trim_end_matches('/');
        let uri: Uri = text.parse().map_err(|_| wanted())?;
        let is_tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(wanted()),
        };
        let authority = uri.authority().ok_or_else(wanted)?;
        let is_bare = matches!(uri.path(), "" | "/") && uri.query().is_none();
        if !is_bare || authority.as_str().contains('@') || authority.host().is_empty() {
            return Err(wanted());
        }
        let host = authority.host().to_ascii_lowercase();
        let default = if is_tls { 443 } else { 80 };
        let port = authority.port_u16().unwrap_or(default);
        let (scheme, shown) = (if is_tls { "https" } else { "http" }, format!(":{port}"));
        let shown = if port == default { "" } else { &shown };
        Ok(Self { text: format!("{scheme}://{host}{shown}"), is_tls, host, port })
    }

    /// The same, in its one spelling.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host without the brackets of an IPv6 address.
    pub fn bare_host(&self) -> &str {
        self.host.trim_start_matches('[').trim_end_matches(']')
    }

    /// Host and port as the head of a request names them: without the port that goes without saying, as signed requests have it.
    pub fn authority(&self) -> String {
        let default = if self.is_tls { 443 } else { 80 };
        if self.port == default { self.host.clone() } else { format!("{}:{}", self.host, self.port) }
    }

    /// Whether what is sent there can be read on the way.
    pub fn is_in_the_open(&self) -> bool {
        let is_loopback = match self.bare_host().parse::<std::net::IpAddr>() {
            Ok(address) => address.is_loopback(),
            Err(_) => self.host == "localhost" || self.host.ends_with(".localhost"),
        };
        !self.is_tls && !is_loopback
    }
}

#[cfg(test)]
mod tests {
    use super::Endpoint;

    #[test]
    fn an_endpoint_has_one_spelling() {
        for (text, spelled, is_in_the_open) in [
            ("https://id.example.com", "https://id.example.com", false),
            ("https://ID.example.com:443/", "https://id.example.com", false),
            ("http://localhost:7800", "http://localhost:7800", false),
            ("http://127.0.0.1:7800", "http://127.0.0.1:7800", false),
            ("http://[::1]:7800", "http://[::1]:7800", false),
            ("http://id.example.com", "http://id.example.com", true),
            ("http://localhost.example.com", "http://localhost.example.com", true),
            ("http://192.0.2.7:80", "http://192.0.2.7", true),
        ] {
            let endpoint = Endpoint::read(text).unwrap();
            assert_eq!((endpoint.as_str(), endpoint.is_in_the_open()), (spelled, is_in_the_open), "{text}");
        }
        for wrong in [
            "",
            "id.example.com",
            "ftp://id.example.com",
            "https://user@id.example.com",
            "https://id.example.com/x",
            "https://id.example.com?x",
            "https://",
            "javascript:alert(1)",
        ] {
            assert!(Endpoint::read(wrong).is_err(), "{wrong}");
        }
    }
}
