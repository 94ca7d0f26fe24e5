//! What a proxy says of the request that it asks about.

use http::header::ACCEPT;
use http::{HeaderMap, HeaderName};

use super::site_url::SiteUrl;

/// The request that a browser sent to a site.
#[derive(Debug, PartialEq, Eq)]
pub struct Forwarded {
    /// What was asked for.
    pub url: SiteUrl,
    /// Whether a person waits for a page: not a script, a picture, or a form that is sent.
    pub is_page: bool,
}

const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
const HOST: HeaderName = HeaderName::from_static("x-forwarded-host");
const URI: HeaderName = HeaderName::from_static("x-forwarded-uri");
const METHOD: HeaderName = HeaderName::from_static("x-forwarded-method");
const FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");

impl Forwarded {
    /// Reads it, as nginx is told to say it and Caddy and Traefik do by themselves. A header that is there twice is nobody's.
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let url = SiteUrl::of(only(headers, &PROTO)?, only(headers, &HOST)?, only(headers, &URI)?)?;
        let method = if headers.contains_key(METHOD) { only(headers, &METHOD)? } else { "GET" };
        let is_read = matches!(method, "GET" | "HEAD");
        let accepts = only(headers, &ACCEPT).is_some_and(|accept| accept.contains("text/html"));
        let navigates = only(headers, &FETCH_MODE).is_none_or(|mode| mode == "navigate");
        Some(Self { url, is_page: is_read && accepts && navigates })
    }
}

fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let (value, None) = (values.next()?, values.next()) else { return None };
    value.to_str().ok()
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderName, HeaderValue};

    use super::Forwarded;

    fn read(headers: &[(&str, &str)]) -> Option<(String, bool)> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            map.append(name, HeaderValue::from_str(value).unwrap());
        }
        Forwarded::read(&map).map(|forwarded| (forwarded.url.to_string(), forwarded.is_page))
    }

    #[test]
    fn what_was_asked_for_is_said_once() {
        const PROTO: (&str, &str) = ("x-forwarded-proto", "https");
        const HOST: (&str, &str) = ("x-forwarded-host", "wiki.example.com");
        const URI: (&str, &str) = ("x-forwarded-uri", "/a");
        const HTML: (&str, &str) = ("accept", "text/html,*/*");
        let is = |is_page| Some(("https://wiki.example.com/a".to_owned(), is_page));
        for (headers, expected) in [
            (&[PROTO, HOST, URI, HTML][..], is(true)),
            (&[PROTO, HOST, URI], is(false)),
            (&[PROTO, HOST, URI, HTML, ("x-forwarded-method", "HEAD")], is(true)),
            (&[PROTO, HOST, URI, HTML, ("x-forwarded-method", "POST")], is(false)),
            (&[PROTO, HOST, URI, HTML, ("sec-fetch-mode", "navigate")], is(true)),
            (&[PROTO, HOST, URI, HTML, ("sec-fetch-mode", "cors")], is(false)),
            (&[PROTO, HOST], None),
            (&[PROTO, URI], None),
            (&[HOST, URI], None),
            (&[PROTO, HOST, HOST, URI], None),
            (&[PROTO, HOST, URI, URI], None),
            (&[PROTO, ("x-forwarded-host", "a.example, wiki.example.com"), URI], None),
            (&[PROTO, HOST, ("x-forwarded-uri", "a")], None),
            (&[("x-forwarded-proto", "ftp"), HOST, URI], None),
            (&[PROTO, HOST, URI, ("x-forwarded-method", "GET"), ("x-forwarded-method", "GET")], None),
        ] {
            assert_eq!(read(headers), expected, "{headers:?}");
        }
    }
}
