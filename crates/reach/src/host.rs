//! Hosts, as URLs name them.

use std::net::IpAddr;

/// The host without the brackets of an IPv6 address.
pub fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}

/// Whether what is sent there never leaves this machine.
pub fn is_loopback(host: &str) -> bool {
    match bare(host).parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        Err(_) => host == "localhost" || host.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_is_this_machine_and_no_name_that_looks_like_it() {
        for (host, is) in [
            ("localhost", true),
            ("mail.localhost", true),
            ("127.0.0.1", true),
            ("127.9.9.9", true),
            ("[::1]", true),
            ("localhost.example.com", false),
            ("127.0.0.1.example.com", false),
            ("192.0.2.1", false),
            ("[2001:db8::1]", false),
        ] {
            assert_eq!(is_loopback(host), is, "{host}");
        }
    }
}
