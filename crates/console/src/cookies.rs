//! The cookies that a browser keeps for us.
//!
//! Over TLS, and on loopback, which browsers trust alike, names begin with `__Host-`: such a cookie is sent to this host only, set by
//! nobody but it, and not by a page without TLS.

use std::fmt::Write;

use http::HeaderMap;
use http::header::COOKIE;

/// A cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cookie {
    /// What tells one browser from another, so that a form is sent by who was shown it.
    Visit,
    /// What was proven in a sign-in that is not complete.
    SigningIn,
    /// Which recovery this browser began.
    Recovery,
    /// The session.
    Session,
    /// A browser that signed in before.
    Browser,
    /// Account and user name, to be filled in at the next sign-in.
    Remembered,
    /// The language that was chosen.
    Language,
    /// What a program, or a site, asked for while nobody was signed in.
    Wanted,
    /// The pass to a site of somebody else's, which that site's host keeps.
    Site,
    /// What tells a browser from others at a site's host, until it has a pass.
    SiteState,
}

const YEAR: u32 = 365 * 24 * 3_600;

impl Cookie {
    const fn word(self) -> &'static str {
        match self {
            Self::Visit => "visit",
            Self::SigningIn => "signing-in",
            Self::Recovery => "recovery",
            Self::Session => "session",
            Self::Browser => "browser",
            Self::Remembered => "remembered",
            Self::Language => "language",
            Self::Wanted => "wanted",
            Self::Site => "site",
            Self::SiteState => "site-state",
        }
    }

    /// How long a browser keeps it, in seconds; none until it is closed.
    const fn kept(self) -> Option<u32> {
        match self {
            Self::Visit | Self::Session | Self::Site => None,
            // A sign-in takes a while, and a recovery longer.
            Self::SiteState => Some(3_600),
            Self::SigningIn | Self::Wanted => Some(600),
            // A quarter of an hour for both factors, and ten minutes for the rest.
            Self::Recovery => Some(1_500),
            Self::Browser => Some(90 * 24 * 3_600),
            Self::Remembered | Self::Language => Some(YEAR),
        }
    }
}

/// How cookies are named and set at this address.
#[derive(Clone, Copy, Debug)]
pub struct Jar {
    is_trusted: bool,
}

impl Jar {
    /// For an origin: `https://…`, or `http://localhost…`, which browsers trust too.
    pub fn of_origin(origin: &str) -> Self {
        let host = origin.strip_prefix("http://");
        let is_loopback = host.is_some_and(|host| {
            let name =
                host.rsplit_once(':').filter(|(name, _)| !name.ends_with(':')).map_or(host, |(name, _)| name);
            matches!(name, "localhost" | "127.0.0.1" | "[::1]") || name.ends_with(".localhost")
        });
        Self { is_trusted: origin.starts_with("https://") || is_loopback }
    }

    fn name(self, cookie: Cookie) -> String {
        let prefix = if self.is_trusted { "__Host-" } else { "" };
        format!("{prefix}bartizan-{}", cookie.word())
    }

    /// The value of a cookie that a request brings. A name that is there twice is nobody's.
    pub fn find(self, headers: &HeaderMap, cookie: Cookie) -> Option<&str> {
        let name = self.name(cookie);
        let mut values = headers
            .get_all(COOKIE)
            .iter()
            .filter_map(|header| header.to_str().ok())
            .flat_map(|header| header.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .filter(|(given, _)| *given == name)
            .map(|(_, value)| value);
        let value = values.next()?;
        if values.next().is_some() { None } else { Some(value) }
    }

    /// The header that sets a cookie. The value is ours: letters, digits, and `-._~%`.
    pub fn set(self, cookie: Cookie, value: &str) -> String {
        self.header(cookie, value, cookie.kept())
    }

    /// The header that takes a cookie away.
    pub fn clear(self, cookie: Cookie) -> String {
        self.header(cookie, "", Some(0))
    }

    fn header(self, cookie: Cookie, value: &str, kept: Option<u32>) -> String {
        let mut header = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax", self.name(cookie));
        if self.is_trusted {
            header.push_str("; Secure");
        }
        if let Some(seconds) = kept {
            let _ = write!(header, "; Max-Age={seconds}");
        }
        header
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use http::header::COOKIE;

    use super::{Cookie, Jar};

    #[test]
    fn cookies_belong_to_the_host_wherever_browsers_allow_it() {
        for (origin, begins) in [
            ("https://id.example.com", "__Host-bartizan-session=x; Path=/; HttpOnly; SameSite=Lax; Secure"),
            ("http://localhost:7800", "__Host-bartizan-session="),
            ("http://127.0.0.1:7800", "__Host-bartizan-session="),
            ("http://[::1]:7800", "__Host-bartizan-session="),
            ("http://192.0.2.7:7800", "bartizan-session=x; Path=/; HttpOnly; SameSite=Lax"),
            ("http://localhost.example.com", "bartizan-session="),
        ] {
            let header = Jar::of_origin(origin).set(Cookie::Session, "x");
            assert!(header.starts_with(begins), "{origin}: {header}");
            assert!(!header.to_ascii_lowercase().contains("domain"), "{header}");
        }
    }

    #[test]
    fn a_cookie_that_is_there_twice_is_not_read() {
        let jar = Jar::of_origin("https://id.example.com");
        for (header, found) in [
            ("__Host-bartizan-session=a", Some("a")),
            ("x=1; __Host-bartizan-session=a; y=2", Some("a")),
            ("bartizan-session=a", None),
            ("__Host-bartizan-session=a; __Host-bartizan-session=b", None),
            ("", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, header.parse().unwrap());
            assert_eq!(jar.find(&headers, Cookie::Session), found, "{header}");
        }
    }
}
