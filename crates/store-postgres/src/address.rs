//! From the URL to one configuration for each host, and how its certificate is verified.

use std::net::IpAddr;

use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode, TargetSessionAttrs};

use crate::tls::Verify;
use crate::{OpenError, Options, bounds};

/// Where the database is, and how it must prove to be it.
pub(crate) struct Address {
    /// In the order of the URL; not empty.
    pub(crate) hosts: Vec<Config>,
    pub(crate) verify: Verify,
    /// libpq's `sslrootcert`.
    pub(crate) roots: Option<String>,
}

impl Address {
    pub(crate) fn parse(options: &Options) -> Result<Self, OpenError> {
        let own = OwnSettings::take(&options.url)?;
        // What the parser says names a key, never a value.
        let mut config: Config = own.rest.parse().map_err(|error: tokio_postgres::Error| {
            OpenError::Url(std::error::Error::source(&error).map_or_else(
                || "it is not of the form postgres://USER@HOST:PORT/DATABASE".to_owned(),
                ToString::to_string,
            ))
        })?;
        if let Some(password) = &options.password {
            config.password(password);
        }
        let hosts = each_host(&config, own.target.is_some())?;
        let verify = own.mode.unwrap_or_else(|| Mode::of(&hosts));
        let ssl = verify.ssl_mode();
        let hosts = hosts.into_iter().map(|mut host| {
            host.ssl_mode(ssl);
            host
        });
        Ok(Self { hosts: hosts.collect(), verify: verify.verify(), roots: own.roots })
    }
}

/// libpq's `sslmode`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Mode {
    Disable,
    Prefer,
    VerifyCa,
    VerifyFull,
}

impl Mode {
    fn parse(text: &str) -> Result<Self, OpenError> {
        match text {
            "disable" => Ok(Self::Disable),
            "allow" | "prefer" => Ok(Self::Prefer),
            "verify-ca" => Ok(Self::VerifyCa),
            // Stricter than libpq, which verifies nothing here unless it finds a file of certificates.
            "require" | "verify-full" => Ok(Self::VerifyFull),
            _ => Err(OpenError::Url(
                "sslmode is one of disable, allow, prefer, require, verify-ca and verify-full".to_owned(),
            )),
        }
    }

    /// Password hashes and sealed seeds cross the network: beyond this machine, who wants them in the clear must say so.
    fn of(hosts: &[Config]) -> Self {
        if hosts.iter().all(is_this_machine) { Self::Prefer } else { Self::VerifyFull }
    }

    const fn ssl_mode(self) -> SslMode {
        match self {
            Self::Disable => SslMode::Disable,
            Self::Prefer => SslMode::Prefer,
            Self::VerifyCa | Self::VerifyFull => SslMode::Require,
        }
    }

    const fn verify(self) -> Verify {
        match self {
            Self::Disable | Self::Prefer => Verify::Nothing,
            Self::VerifyCa => Verify::Issuer,
            Self::VerifyFull => Verify::IssuerAndName,
        }
    }
}

fn is_this_machine(host: &Config) -> bool {
    let named = host.get_hosts().iter().all(|host| match host {
        Host::Unix(_) => true,
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
    });
    let addressed = host.get_hostaddrs();
    if addressed.is_empty() { named } else { addressed.iter().all(IpAddr::is_loopback) }
}

/// One configuration for each host, so that each has its own share of the time to connect: the library gives a host that
/// takes the connection and never answers all of it.
fn each_host(config: &Config, target_given: bool) -> Result<Vec<Config>, OpenError> {
    let (names, addresses, ports) = (config.get_hosts(), config.get_hostaddrs(), config.get_ports());
    let count = names.len().max(addresses.len());
    if count == 0 {
        return Err(OpenError::Url("it names no host".to_owned()));
    }
    if (!names.is_empty() && !addresses.is_empty() && names.len() != addresses.len())
        || (ports.len() > 1 && ports.len() != count)
    {
        return Err(OpenError::Url("hosts, addresses and ports are not equally many".to_owned()));
    }
    let one = |number: usize| {
        let mut host = without_hosts(config);
        match names.get(number) {
            Some(Host::Tcp(name)) => drop(host.host(name)),
            Some(Host::Unix(path)) => drop(host.host_path(path)),
            None => {}
        }
        if let Some(address) = addresses.get(number) {
            host.hostaddr(*address);
            // A certificate is verified against the address then.
            if names.is_empty() {
                host.host(address.to_string());
            }
        }
        if let Some(port) = ports.get(number).or_else(|| ports.first()) {
            host.port(*port);
        }
        if !target_given && count > 1 {
            host.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        host
    };
    Ok((0..count).map(one).collect())
}

fn without_hosts(config: &Config) -> Config {
    let mut bare = Config::new();
    config.get_user().map(|user| bare.user(user));
    config.get_password().map(|password| bare.password(password));
    config.get_dbname().map(|name| bare.dbname(name));
    config.get_options().map(|options| bare.options(options));
    bare.application_name(config.get_application_name().unwrap_or("bartizan"));
    bare.ssl_negotiation(config.get_ssl_negotiation());
    bare.channel_binding(config.get_channel_binding());
    bare.load_balance_hosts(config.get_load_balance_hosts());
    bare.target_session_attrs(config.get_target_session_attrs());
    config.get_connect_timeout().map(|timeout| bare.connect_timeout(*timeout));
    bare.keepalives(config.get_keepalives());
    let two_hours = std::time::Duration::from_secs(2 * 60 * 60);
    let idle = config.get_keepalives_idle();
    bare.keepalives_idle(if idle == two_hours { bounds::KEEPALIVE_IDLE } else { idle });
    bare.keepalives_interval(config.get_keepalives_interval().unwrap_or(bounds::KEEPALIVE_INTERVAL));
    bare.keepalives_retries(config.get_keepalives_retries().unwrap_or(bounds::KEEPALIVE_RETRIES));
    bare.tcp_user_timeout(config.get_tcp_user_timeout().copied().unwrap_or(bounds::TCP_USER));
    bare
}

/// The settings that libpq has and the library does not, or not so.
#[derive(Default)]
struct OwnSettings {
    mode: Option<Mode>,
    roots: Option<String>,
    target: Option<String>,
    /// The URL without `sslmode` and `sslrootcert`.
    rest: String,
}

impl OwnSettings {
    fn take(url: &str) -> Result<Self, OpenError> {
        let mut own = Self::default();
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            let (before, query) = url.split_once('?').unwrap_or((url, ""));
            let mut kept = Vec::new();
            for pair in query.split('&').filter(|pair| !pair.is_empty()) {
                let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
                if !own.takes(name, &percent_decoded(value)?)? {
                    kept.push(pair);
                }
            }
            own.rest =
                if kept.is_empty() { before.to_owned() } else { format!("{before}?{}", kept.join("&")) };
            return Ok(own);
        }
        for (name, value) in pairs(url)? {
            if !own.takes(&name, &value)? {
                let value = value.replace('\\', "\\\\").replace('\'', "\\'");
                own.rest.push_str(&format!("{name}='{value}' "));
            }
        }
        Ok(own)
    }

    /// Whether the setting is one of ours, and not for the library.
    fn takes(&mut self, name: &str, value: &str) -> Result<bool, OpenError> {
        match name {
            "sslmode" => self.mode = Some(Mode::parse(value)?),
            "sslrootcert" => self.roots = Some(value.to_owned()),
            "target_session_attrs" => {
                self.target = Some(value.to_owned());
                return Ok(false);
            }
            _ => return Ok(false),
        }
        Ok(true)
    }
}

fn percent_decoded(text: &str) -> Result<String, OpenError> {
    let broken = || OpenError::Url("a percent sign is not followed by two hexadecimal digits".to_owned());
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(rest.next()), digit(rest.next())) else { return Err(broken()) };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| broken())?);
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

/// libpq's `name = value` or `name = 'value'`, where a backslash takes the next character as it is.
fn pairs(text: &str) -> Result<Vec<(String, String)>, OpenError> {
    let broken = || OpenError::Url("it is neither postgres://… nor name=value …".to_owned());
    let mut pairs = Vec::new();
    let mut rest = text.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=').ok_or_else(broken)?;
        let name = name.trim();
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
            return Err(broken());
        }
        let (value, after) = value(after.trim_start()).ok_or_else(broken)?;
        pairs.push((name.to_owned(), value));
        rest = after.trim_start();
    }
    Ok(pairs)
}

fn value(text: &str) -> Option<(String, &str)> {
    let quoted = text.starts_with('\'');
    let mut value = String::new();
    let mut characters = text.char_indices().skip(usize::from(quoted));
    while let Some((at, character)) = characters.next() {
        match character {
            '\\' => value.push(characters.next()?.1),
            '\'' if quoted => return text.get(at + 1..).map(|rest| (value, rest)),
            space if !quoted && space.is_whitespace() => return text.get(at..).map(|rest| (value, rest)),
            other => value.push(other),
        }
    }
    (!quoted).then_some((value, ""))
}

#[cfg(test)]
mod tests;
