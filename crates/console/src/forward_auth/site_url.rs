//! The address of a page at a site, read strictly: it is where browsers are sent back to.

use std::fmt;

use model::Host;

/// `https://wiki.example.com/page?x=1`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteUrl {
    is_tls: bool,
    host: Host,
    /// Path and query; begins with a slash.
    path: String,
}

/// A longer path is no page's, and not a ticket's either.
const LONGEST_PATH: usize = 8 * 1024;
/// A longer path is not taken along to the console and back: whoever wanted such a page begins at the site's first. A ticket holds the
/// path, so an address with a ticket is longer than this.
const LONGEST_RETURN: usize = 900;

impl SiteUrl {
    /// Reads an address. User, fragment, white space and whatever is not ASCII make it none: browsers disagree about such addresses.
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let (host, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
        Self::of(scheme, host, path)
    }

    /// The address that a proxy was asked for.
    pub fn of(scheme: &str, host: &str, path: &str) -> Option<Self> {
        let is_tls = match scheme {
            "https" => true,
            "http" => false,
            _ => return None,
        };
        let is_path = path.is_empty() || path.starts_with('/');
        let is_plain = path.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\'));
        let host: Host = host.parse().ok()?;
        let path = if path.is_empty() { "/" } else { path };
        (is_path && is_plain && path.len() <= LONGEST_PATH).then(|| Self {
            is_tls,
            host,
            path: path.to_owned(),
        })
    }

    /// Whether it is `https`.
    pub const fn is_tls(&self) -> bool {
        self.is_tls
    }

    /// The host.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// Path and query.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Scheme and host.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.is_tls { "https" } else { "http" }, self.host)
    }

    /// The first page of the same site.
    pub fn first_page(&self) -> Self {
        Self { path: "/".to_owned(), ..self.clone() }
    }

    /// Where a browser goes back to from the console: this page, if its address is not too long to be taken along.
    pub fn to_return_to(&self) -> Self {
        if self.path.len() <= LONGEST_RETURN { self.clone() } else { self.first_page() }
    }
}

impl fmt::Display for SiteUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.origin(), self.path)
    }
}

#[cfg(test)]
mod tests {
    use super::SiteUrl;

    #[test]
    fn r29_an_address_leads_to_one_host_however_it_is_read() {
        for (text, read) in [
            ("https://wiki.example.com/a?b=c", Some("https://wiki.example.com/a?b=c")),
            ("https://wiki.example.com", Some("https://wiki.example.com/")),
            ("http://Wiki.localhost:8080/", Some("http://wiki.localhost:8080/")),
            ("https://wiki.example.com//evil.example/", Some("https://wiki.example.com//evil.example/")),
            ("https://wiki.example.com@evil.example/", None),
            ("https://wiki.example.com\\@evil.example/", None),
            ("https://wiki.example.com/\\evil.example", None),
            ("https:/wiki.example.com/", None),
            ("https:///wiki.example.com/", None),
            ("//wiki.example.com/", None),
            ("/page", None),
            ("javascript://wiki.example.com/%0aalert(1)", None),
            ("HTTPS://wiki.example.com/", None),
            ("https://wiki.example.com/#x", None),
            ("https://wiki.example.com/a b", None),
            ("https://wiki.example.com/\r\nSet-Cookie: x", None),
            ("https://wiki.example.com?x", None),
            ("https://wiki.example.com./", None),
            ("https://wíki.example.com/", None),
            ("", None),
        ] {
            assert_eq!(SiteUrl::parse(text).map(|url| url.to_string()).as_deref(), read, "{text}");
        }
        let of_length =
            |length: usize| SiteUrl::parse(&format!("https://wiki.example.com/{}", "a".repeat(length)));
        let long = of_length(2_000).unwrap();
        assert_eq!(long.path().len(), 2_001, "as long as a ticket makes it");
        assert_eq!(long.to_return_to().to_string(), "https://wiki.example.com/");
        let short = of_length(800).unwrap();
        assert_eq!(short.to_return_to(), short);
        assert!(of_length(9_000).is_none());
    }
}
