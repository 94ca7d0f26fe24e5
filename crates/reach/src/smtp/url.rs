//! Where a mail server is, and how it is spoken to.

use std::fmt;

use crate::host;

/// How what is sent is kept from others on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS after the first words; without it nothing is sent.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// None; on this machine only.
    Plain,
}

/// A mail server: `smtp://HOST:587`, `smtps://HOST`, `smtp+plain://localhost:25`.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpUrl {
    pub(super) security: Security,
    pub(super) host: String,
    pub(super) port: u16,
    text: String,
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl SmtpUrl {
    /// Reads it.
    ///
    /// # Errors
    /// In words, what it should be.
    pub fn read(text: &str) -> Result<Self, String> {
        let wanted = || {
            "must be smtp://HOST:PORT (STARTTLS, demanded), smtps://HOST:PORT (TLS), or smtp+plain://localhost:PORT".to_owned()
        };
        let (scheme, authority) = text.trim_end_matches('/').split_once("://").ok_or_else(wanted)?;
        let (security, default) = match scheme {
            "smtp" => (Security::StartTls, 587),
            "smtps" => (Security::Tls, 465),
            "smtp+plain" => (Security::Plain, 25),
            _ => return Err(wanted()),
        };
        if authority.contains('@') {
            return Err("must not hold user and password: set mail.user and mail.password_file".to_owned());
        }
        let (host, port) = match authority.rsplit_once(':') {
            // A colon inside brackets is the address's own.
            Some((host, port)) if !port.ends_with(']') => (host, port.parse().ok().filter(|port| *port > 0)),
            _ => (authority, Some(default)),
        };
        let port = port.ok_or_else(wanted)?;
        if !is_host(host) {
            return Err(wanted());
        }
        if security == Security::Plain && !host::is_loopback(host) {
            return Err(
                "would send passwords and links in the open: use smtp:// or smtps:// for a server that is not on this machine"
                    .to_owned(),
            );
        }
        Ok(Self { text: format!("{scheme}://{host}:{port}"), host: host.to_owned(), port, security })
    }

    /// The same, with its port.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the password would be sent in the open, if only on this machine.
    pub fn is_plain(&self) -> bool {
        self.security == Security::Plain
    }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Security, SmtpUrl};

    #[test]
    fn a_server_is_spoken_to_in_the_open_on_this_machine_only() {
        for (text, host, port, security) in [
            ("smtp://mail.example.com", "mail.example.com", 587, Security::StartTls),
            ("smtp://mail.example.com:25/", "mail.example.com", 25, Security::StartTls),
            ("smtp://localhost:1025", "localhost", 1025, Security::StartTls),
            ("smtps://mail.example.com", "mail.example.com", 465, Security::Tls),
            ("smtps://[2001:db8::1]:4465", "[2001:db8::1]", 4465, Security::Tls),
            ("smtp+plain://127.0.0.1", "127.0.0.1", 25, Security::Plain),
            ("smtp+plain://[::1]:1025", "[::1]", 1025, Security::Plain),
        ] {
            let url = SmtpUrl::read(text).unwrap();
            assert_eq!((url.host.as_str(), url.port, url.security), (host, port, security), "{text}");
        }
        for (text, why) in [
            ("mail.example.com", "must be smtp://"),
            ("http://mail.example.com", "must be smtp://"),
            ("smtp://", "must be smtp://"),
            ("smtp://mail.example.com:0", "must be smtp://"),
            ("smtp://mail.example.com:x", "must be smtp://"),
            ("smtp://mail example.com", "must be smtp://"),
            ("smtp://mail.example.com/path", "must be smtp://"),
            ("smtp://user:secret@mail.example.com", "mail.password_file"),
            ("smtp+plain://mail.example.com", "in the open"),
            ("smtp+plain://localhost.example.com", "in the open"),
        ] {
            let refused = SmtpUrl::read(text).unwrap_err();
            assert!(refused.contains(why) && !refused.contains("secret"), "{text}: {refused}");
        }
    }
}
