//! What a setting can be: each type reads its text, or says what it wants.

use std::net::Ipv6Addr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use model::ProviderUrl;
use tracing_subscriber::filter::Targets;

/// A type of settings.
pub trait Value: Sized {
    /// Whether it is the path of a file.
    const IS_PATH: bool = false;
    /// Whether it is a secret.
    const IS_SECRET: bool = false;

    /// Reads a text, or says what it should be.
    fn read(text: &str) -> Result<Self, String>;

    /// A text that could not be read, as far as it may be shown (rule R7).
    fn shown(text: &str) -> String {
        if Self::IS_SECRET { "(not shown)".to_owned() } else { format!("{text:?}") }
    }
}

impl Value for bool {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "true" | "1" => Ok(true),
            "false" | "0" => Ok(false),
            _ => Err("must be true or false".to_owned()),
        }
    }
}

impl Value for NonZeroU32 {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| format!("must be a whole number from 1 to {}", u32::MAX))
    }
}

/// A time limit, in whole seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seconds(pub Duration);

impl Value for Seconds {
    fn read(text: &str) -> Result<Self, String> {
        // A day is longer than anybody waits, and far from where times overflow.
        let seconds = text.parse().ok().filter(|seconds| (1..=86_400).contains(seconds));
        let seconds = seconds.ok_or_else(|| "must be a whole number from 1 to 86400".to_owned())?;
        Ok(Self(Duration::from_secs(seconds)))
    }
}

/// A period, in whole hours: at most thirty days, within which nobody else can have a root e-mail that was given up (rule R12).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours(pub Duration);

impl Value for Hours {
    fn read(text: &str) -> Result<Self, String> {
        let hours = text.parse().ok().filter(|hours| (1..=720).contains(hours));
        let hours = hours.ok_or_else(|| "must be a whole number from 1 to 720".to_owned())?;
        Ok(Self(Duration::from_hours(hours)))
    }
}

/// How long something waits, in whole hours; 0 does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitingHours(pub Duration);

impl Value for WaitingHours {
    fn read(text: &str) -> Result<Self, String> {
        let hours = text.parse().ok().filter(|hours| *hours <= 720);
        let hours = hours.ok_or_else(|| "must be a whole number from 0 to 720".to_owned())?;
        Ok(Self(Duration::from_hours(hours)))
    }
}

impl Value for PathBuf {
    const IS_PATH: bool = true;

    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("must name a path".to_owned()) } else { Ok(Self::from(text)) }
    }
}

/// An empty text is no value.
impl<T: Value> Value for Option<T> {
    const IS_PATH: bool = T::IS_PATH;
    const IS_SECRET: bool = T::IS_SECRET;

    fn read(text: &str) -> Result<Self, String> {
        if text.is_empty() { Ok(None) } else { T::read(text).map(Some) }
    }

    fn shown(text: &str) -> String {
        T::shown(text)
    }
}

/// A short text of one line, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(pub String);

impl Value for Line {
    fn read(text: &str) -> Result<Self, String> {
        const MOST: usize = 200;
        let fits = text.chars().count() <= MOST && !text.chars().any(char::is_control);
        if fits {
            Ok(Self(text.trim().to_owned()))
        } else {
            Err(format!("must be one line of at most {MOST} characters"))
        }
    }
}

/// Where to listen: a host as it was written, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// A name, an IPv4 address, or an IPv6 address in brackets.
    pub host: String,
    /// The port; 0 lets the system choose.
    pub port: u16,
}

impl Value for Listen {
    fn read(text: &str) -> Result<Self, String> {
        let wanted = || "must be HOST:PORT, for example localhost:7800, 0.0.0.0:443 or [::1]:7800".to_owned();
        let (host, port) = text.rsplit_once(':').ok_or_else(wanted)?;
        let port = port.parse().map_err(|_| wanted())?;
        if is_host(host) { Ok(Self { host: host.to_owned(), port }) } else { Err(wanted()) }
    }
}

fn is_host(host: &str) -> bool {
    match host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        Some(address) => address.parse::<Ipv6Addr>().is_ok(),
        None => {
            !host.is_empty()
                && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        }
    }
}

/// Scheme, host and port under which others reach the server. Links and origins are made from it, never from what a client
/// says the host is (rule R22).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL of a server that listens there and is reached there.
    pub fn of(scheme: &str, listen: &Listen) -> Self {
        // Nobody can open "all addresses": on this machine the server is at localhost.
        let host = match listen.host.as_str() {
            "0.0.0.0" | "[::]" => "localhost",
            host => host,
        };
        Self(origin(scheme, host, Some(&listen.port.to_string())))
    }

    /// The URL, without a slash at the end.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for PublicUrl {
    fn read(text: &str) -> Result<Self, String> {
        let wanted = || {
            "must be https://HOST or https://HOST:PORT (or http://), without user, path, query or fragment"
                .to_owned()
        };
        let origin = text.strip_suffix('/').unwrap_or(text);
        let (scheme, authority) = origin.split_once("://").ok_or_else(wanted)?;
        let (host, port) = match authority.rsplit_once(':') {
            // A colon inside brackets is the address's own.
            Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
            _ => (authority, None),
        };
        let is_port =
            |port: &str| port.parse::<u16>().is_ok_and(|number| number.to_string() == port && number > 0);
        let fits = matches!(scheme, "http" | "https") && is_host(host) && port.is_none_or(is_port);
        if !fits {
            return Err(wanted());
        }
        Ok(Self(self::origin(scheme, host, port).to_ascii_lowercase()))
    }
}

/// Browsers leave the usual port out where they say which page a form came from.
fn origin(scheme: &str, host: &str, port: Option<&str>) -> String {
    match (scheme, port) {
        (_, None) | ("https", Some("443")) | ("http", Some("80")) => format!("{scheme}://{host}"),
        (_, Some(port)) => format!("{scheme}://{host}:{port}"),
    }
}

/// Providers of OpenID Connect, by their URLs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Providers(pub Vec<ProviderUrl>);

impl Value for Providers {
    fn read(text: &str) -> Result<Self, String> {
        let urls = text.split(',').map(str::trim).filter(|url| !url.is_empty());
        let providers = urls.map(ProviderUrl::of_url).collect::<Result<Vec<_>, _>>();
        providers
            .map(Self)
            .map_err(|_| "must be URLs with commas between, as https://login.example.com".to_owned())
    }
}

/// An e-mail address. What makes one is decided where accounts are made; here it only has to look like one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(pub String);

impl Value for Email {
    fn read(text: &str) -> Result<Self, String> {
        let looks_right = text.is_ascii()
            && text.split_once('@').is_some_and(|(local, host)| !local.is_empty() && !host.is_empty());
        if looks_right { Ok(Self(text.to_owned())) } else { Err("must be an e-mail address".to_owned()) }
    }
}

/// The issuer that authenticator apps show: what `otpauth` URIs can hold in front of their colon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issuer(pub String);

impl Value for Issuer {
    fn read(text: &str) -> Result<Self, String> {
        let fits = (1..=64).contains(&text.chars().count())
            && text.trim() == text
            && !text.chars().any(|character| character == ':' || character.is_control());
        if fits {
            Ok(Self(text.to_owned()))
        } else {
            Err("must be 1 to 64 characters, none of them a colon".to_owned())
        }
    }
}

/// The name of a region. It goes into lines that are pasted into a shell, so it has none of a shell's characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region(pub String);

impl Value for Region {
    fn read(text: &str) -> Result<Self, String> {
        let fits = (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if fits { Ok(Self(text.to_owned())) } else { Err("must be letters, digits and hyphens".to_owned()) }
    }
}

/// What is logged.
#[derive(Clone, Debug)]
pub struct LogLevel(pub Targets);

impl LogLevel {
    /// Only what goes wrong.
    pub fn quiet() -> Self {
        Self(Targets::new().with_default(tracing::Level::WARN))
    }
}

impl Value for LogLevel {
    fn read(text: &str) -> Result<Self, String> {
        text.parse().map(Self).map_err(|_| {
            "must be error, warn, info, debug or trace, or such levels by part, as info,bartizan_server=debug".to_owned()
        })
    }
}

/// How it is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// Lines for people.
    Text,
    /// An object a line.
    Json,
}

impl Value for LogFormat {
    fn read(text: &str) -> Result<Self, String> {
        match text {
            "text" => Ok(Self::Text),
            "json" => Ok(Self::Json),
            _ => Err("must be text or json".to_owned()),
        }
    }
}
