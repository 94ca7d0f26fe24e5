//! The installation, as people and programs elsewhere know it.

/// Where the installation is reached from outside: what links and callbacks are made of, never the Host header (rule R22).
#[derive(Clone, Debug)]
pub struct Site {
    url: String,
    host: String,
}

impl Site {
    /// The installation at a public URL: scheme, host and perhaps port, without a slash at the end.
    pub fn new(public_url: &str) -> Self {
        let url = public_url.trim_end_matches('/').to_owned();
        let authority = url.split_once("://").map_or(url.as_str(), |(_, authority)| authority);
        let host = match authority.rsplit_once(':') {
            // A colon inside brackets is the address's own.
            Some((host, port)) if !port.ends_with(']') => host,
            _ => authority,
        };
        Self { host: host.to_owned(), url }
    }

    /// The URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The URL of a path, which begins with a slash.
    pub fn at(&self, path: &str) -> String {
        [&self.url, path].concat()
    }

    /// The host as mail names it: a domain, or an address in brackets (RFC 5321, section 4.1.3).
    pub fn mail_domain(&self) -> String {
        let bare = crate::host::bare(&self.host);
        match bare.parse::<std::net::IpAddr>() {
            Ok(std::net::IpAddr::V4(address)) => format!("[{address}]"),
            Ok(std::net::IpAddr::V6(address)) => format!("[IPv6:{address}]"),
            Err(_) => self.host.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Site;

    #[test]
    fn the_host_of_a_public_url_is_a_domain_of_mail() {
        for (url, domain) in [
            ("https://id.example.com", "id.example.com"),
            ("http://localhost:7800", "localhost"),
            ("http://127.0.0.1:7800", "[127.0.0.1]"),
            ("https://[2001:db8::1]:8443", "[IPv6:2001:db8::1]"),
            ("https://[::1]", "[IPv6:::1]"),
        ] {
            assert_eq!(Site::new(url).mail_domain(), domain, "{url}");
        }
    }
}
