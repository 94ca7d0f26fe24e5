//! Where an issuer says that its keys are (OpenID Connect Discovery 1.0).

use std::str::FromStr;

use model::Host;

use crate::json;

/// An URL over https, in parts: what can be asked for, and nothing that means something else to somebody else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpsUrl {
    /// The name or address, without brackets.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The path, and the query if there is one.
    pub path: String,
}

/// The text is no URL over https that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not https://HOST/PATH")]
pub struct MalformedUrl;

/// The document does not say where the issuer's keys are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedDiscovery {
    /// It is something else.
    #[error("it is no discovery document")]
    NotADocument,
    /// It is of another issuer.
    #[error("it is of another issuer")]
    Issuer,
    /// It says nothing of keys, or they are not at an URL over https.
    #[error("its jwks_uri is no URL over https")]
    Keys,
}

/// A discovery document, as far as it matters here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Discovery {
    /// Where the keys are.
    pub keys: HttpsUrl,
}

/// No longer URL is asked for.
const LONGEST: usize = 2_048;

impl FromStr for HttpsUrl {
    type Err = MalformedUrl;

    fn from_str(text: &str) -> Result<Self, MalformedUrl> {
        let rest = text.strip_prefix("https://").filter(|_| text.len() <= LONGEST).ok_or(MalformedUrl)?;
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        // Neither a user nor a fragment nor a backslash, which some read as a slash.
        let fits = |byte: u8| byte.is_ascii_graphic() && !b"#\\\"<>^`{|}".contains(&byte);
        let host: Host = authority.parse().map_err(|_| MalformedUrl)?;
        if !path.bytes().all(fits) || path.starts_with('?') {
            return Err(MalformedUrl);
        }
        let name = host.name();
        let port = host.as_str().get(name.len()..).and_then(|port| port.strip_prefix(':'));
        let port = port.map_or(Ok(443), str::parse).map_err(|_| MalformedUrl)?;
        let name = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
        let path = if path.is_empty() { "/" } else { path };
        Ok(Self { host: name.to_owned(), port, path: path.to_owned() })
    }
}

impl HttpsUrl {
    /// Where an issuer has its discovery document (section 4 there).
    ///
    /// # Errors
    /// If the issuer is no URL over https.
    pub fn of_discovery(issuer: &str) -> Result<Self, MalformedUrl> {
        [issuer.strip_suffix('/').unwrap_or(issuer), "/.well-known/openid-configuration"].concat().parse()
    }
}

impl Discovery {
    /// Reads a document, which must be of this issuer (section 4.3 there).
    ///
    /// # Errors
    /// If it does not say where the issuer's keys are.
    pub fn parse(document: &[u8], issuer: &str) -> Result<Self, MalformedDiscovery> {
        let members = json::object(document).ok_or(MalformedDiscovery::NotADocument)?;
        let text = |name: &str| members.get(name).and_then(|value| value.as_str());
        if text("issuer") != Some(issuer) {
            return Err(MalformedDiscovery::Issuer);
        }
        let keys = text("jwks_uri").and_then(|url| url.parse().ok()).ok_or(MalformedDiscovery::Keys)?;
        Ok(Self { keys })
    }
}

#[cfg(test)]
mod tests {
    use super::{Discovery, HttpsUrl, MalformedDiscovery};

    #[test]
    fn an_url_is_asked_for_only_if_nobody_can_read_it_otherwise() {
        for (url, read) in [
            ("https://a.example", Some("a.example 443 /")),
            ("https://A.example:8443/keys?x=1", Some("a.example 8443 /keys?x=1")),
            ("https://127.0.0.1/", Some("127.0.0.1 443 /")),
            ("https://[::1]:1/", Some("::1 1 /")),
            ("http://a.example/", None),
            ("https://user@a.example/", None),
            ("https://a.example\\@b.example/", None),
            ("https://a.example/\\b", None),
            ("https://a.example?x", None),
            ("https://a.example/#x", None),
            ("https://a.example/ x", None),
            ("https://a.example/\r\nx", None),
            ("https://a.example:0/", None),
            ("https:///x", None),
            ("//a.example/", None),
            ("file:///etc/passwd", None),
        ] {
            let url_read = url.parse::<HttpsUrl>().ok();
            let shown = url_read.map(|url| format!("{} {} {}", url.host, url.port, url.path));
            assert_eq!(shown.as_deref(), read, "{url}");
        }
    }

    #[test]
    fn the_document_is_below_the_issuer_whatever_it_ends_in() {
        for (issuer, path) in [
            ("https://a.example", "/.well-known/openid-configuration"),
            ("https://a.example/", "/.well-known/openid-configuration"),
            ("https://a.example/t", "/t/.well-known/openid-configuration"),
        ] {
            assert_eq!(HttpsUrl::of_discovery(issuer).unwrap().path, path, "{issuer}");
        }
    }

    #[test]
    fn a_document_must_be_of_the_issuer_and_name_keys_over_https() {
        let parse =
            |text: &str| Discovery::parse(text.as_bytes(), "https://a.example").map(|found| found.keys.path);
        for (text, read) in [
            (r#"{"issuer":"https://a.example","jwks_uri":"https://b.example/k"}"#, Ok("/k".to_owned())),
            (
                r#"{"issuer":"https://a.example/","jwks_uri":"https://a.example/k"}"#,
                Err(MalformedDiscovery::Issuer),
            ),
            (r#"{"jwks_uri":"https://a.example/k"}"#, Err(MalformedDiscovery::Issuer)),
            (
                r#"{"issuer":"https://a.example","jwks_uri":"http://a.example/k"}"#,
                Err(MalformedDiscovery::Keys),
            ),
            (r#"{"issuer":"https://a.example"}"#, Err(MalformedDiscovery::Keys)),
            ("<html>", Err(MalformedDiscovery::NotADocument)),
        ] {
            assert_eq!(parse(text), read, "{text}");
        }
    }
}
