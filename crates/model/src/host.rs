//! Hosts as clients write them: `store.example.com`, `store.example.com:9000`.

use std::fmt;
use std::net::Ipv6Addr;
use std::str::FromStr;

/// A host and, where it is not the usual one, its port, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Host(String);

/// A host that an operator registered; or, with `*.` in front, all hosts below one: `*.store.example.com`, where each bucket is a host.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RegisteredHost(String);

/// The text is no host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a host is HOST or HOST:PORT, without scheme and path: store.example.com, store.example.com:9000")]
pub struct MalformedHost;

/// The longest name that DNS has, and a port.
const LONGEST: usize = 253 + 6;
/// So many labels of a host are looked at for one that was registered with `*.`: more than anybody has.
const LABELS: usize = 16;

impl Host {
    /// The host as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name alone, without the port.
    pub fn name(&self) -> &str {
        parts(&self.0).map_or(&self.0, |(name, _)| name)
    }

    /// What could have been registered for this host, the closest first: itself, then whatever is above it.
    pub fn registrations(&self) -> impl Iterator<Item = RegisteredHost> + '_ {
        let (name, port) = parts(&self.0).unwrap_or((&self.0, ""));
        let above = name.match_indices('.').take(LABELS).filter_map(move |(dot, _)| {
            let rest = name.get(dot..)?;
            (!name.starts_with('[')).then(|| RegisteredHost(["*", rest, port].concat()))
        });
        std::iter::once(RegisteredHost(self.0.clone())).chain(above)
    }
}

impl RegisteredHost {
    /// The host as text, with its `*.` if it has one.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name alone, without `*.` and port.
    pub fn name(&self) -> &str {
        let rest = self.0.strip_prefix("*.").unwrap_or(&self.0);
        parts(rest).map_or(rest, |(name, _)| name)
    }
}

impl FromStr for Host {
    type Err = MalformedHost;

    fn from_str(text: &str) -> Result<Self, MalformedHost> {
        let text = text.to_ascii_lowercase();
        if is_host(&text) { Ok(Self(text)) } else { Err(MalformedHost) }
    }
}

impl FromStr for RegisteredHost {
    type Err = MalformedHost;

    fn from_str(text: &str) -> Result<Self, MalformedHost> {
        let text = text.to_ascii_lowercase();
        let below = text.strip_prefix("*.");
        // `*.com` would be everybody's.
        let fits = below.map_or_else(|| is_host(&text), |rest| is_host(rest) && rest.contains('.'));
        if fits { Ok(Self(text)) } else { Err(MalformedHost) }
    }
}

impl TryFrom<String> for RegisteredHost {
    type Error = MalformedHost;

    fn try_from(text: String) -> Result<Self, MalformedHost> {
        text.parse()
    }
}

impl From<RegisteredHost> for String {
    fn from(host: RegisteredHost) -> Self {
        host.0
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for RegisteredHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name, and the port with its colon if there is one.
fn parts(text: &str) -> Option<(&str, &str)> {
    match text.rfind(':') {
        // A colon inside brackets is the address's own.
        Some(colon) if !text.ends_with(']') => text.split_at_checked(colon),
        _ => Some((text, "")),
    }
}

fn is_host(text: &str) -> bool {
    let Some((name, port)) = parts(text) else { return false };
    let is_port = port.is_empty() || port.strip_prefix(':').is_some_and(is_port);
    text.len() <= LONGEST && is_port && (is_name(name) || is_address(name))
}

fn is_port(text: &str) -> bool {
    text.parse::<u16>().is_ok_and(|port| port > 0 && port.to_string() == text)
}

fn is_address(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    inner.is_some_and(|inner| inner.parse::<Ipv6Addr>().is_ok())
}

fn is_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_".contains(&byte))
    };
    text.split('.').all(is_label)
}

#[cfg(test)]
mod tests {
    use super::{Host, RegisteredHost};

    #[test]
    fn a_host_is_a_name_and_perhaps_a_port() {
        for (text, read) in [
            ("store.example.com", Some("store.example.com")),
            ("Store.Example.COM:9000", Some("store.example.com:9000")),
            ("127.0.0.1:80", Some("127.0.0.1:80")),
            ("[::1]:9000", Some("[::1]:9000")),
            ("[::1]", Some("[::1]")),
            ("localhost", Some("localhost")),
            ("", None),
            (".", None),
            ("a..b", None),
            ("example.com.", None),
            ("example.com:", None),
            ("example.com:0", None),
            ("example.com:080", None),
            ("example.com:65536", None),
            ("user@example.com", None),
            ("example.com/", None),
            ("example.com\\@evil.example", None),
            ("exa mple.com", None),
            ("example.com\r\nx", None),
            ("bücher.example", None),
            ("*.example.com", None),
            ("[::1", None),
            ("::1", None),
        ] {
            assert_eq!(text.parse::<Host>().ok().as_ref().map(Host::as_str), read, "{text}");
        }
        assert!("a.".repeat(200).parse::<Host>().is_err());
    }

    #[test]
    fn a_star_stands_for_all_hosts_below_one() {
        for (text, is_read) in [
            ("*.store.example.com", true),
            ("*.store.example.com:9000", true),
            ("*.com", false),
            ("*", false),
            ("*.*.example.com", false),
            ("a*.example.com", false),
            ("store.*", false),
        ] {
            assert_eq!(text.parse::<RegisteredHost>().is_ok(), is_read, "{text}");
        }
        let host: Host = "bucket.store.example.com:9000".parse().unwrap();
        let registrations: Vec<_> = host.registrations().map(|host| host.to_string()).collect();
        assert_eq!(
            registrations,
            ["bucket.store.example.com:9000", "*.store.example.com:9000", "*.example.com:9000", "*.com:9000",]
        );
        assert_eq!(host.name(), "bucket.store.example.com");
        let loopback: Host = "[::1]:80".parse().unwrap();
        assert_eq!(loopback.registrations().count(), 1);
    }
}
