//! For whom keys sign: the relying party.

use std::fmt;

use url::{Host, Url};

/// The name that keys know this installation by (the RP id), and the only origin whose pages may ask them.
///
/// Made from the configured public URL, never from what a request says of itself: a page of another origin that relays the
/// questions of this one must get signatures that are worth nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelyingParty {
    id: String,
    origin: Url,
}

/// Why no key can be used under a URL.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoRelyingParty {
    /// It is not a URL with `http` or `https` and a host.
    #[error("the public URL is not one of http or https with a host name")]
    Malformed,
    /// Its host is an IP address, which WebAuthn does not allow as an RP id (section 5.1.3, step 8 of Level 2).
    #[error(
        "security keys need a host name, and the public URL has an IP address: set public_url to one with a name"
    )]
    IpAddress,
    /// It is plain HTTP, not on this machine. Browsers offer keys to secure contexts only.
    #[error("browsers offer security keys over HTTPS only: set public_url to one that begins with https://")]
    Insecure,
}

impl RelyingParty {
    /// The relying party of a public URL, for example `https://sts.example.com` or `http://localhost:8443/`. The RP id
    /// is the whole host name; path and query count for nothing.
    ///
    /// # Errors
    ///
    /// [`NoRelyingParty`]: what about the URL stands in the way of keys.
    pub fn of(public_url: &str) -> Result<Self, NoRelyingParty> {
        let url = Url::parse(public_url).map_err(|_| NoRelyingParty::Malformed)?;
        let Some(Host::Domain(host)) = url.host() else {
            return Err(match url.host() {
                Some(_) => NoRelyingParty::IpAddress,
                None => NoRelyingParty::Malformed,
            });
        };
        match url.scheme() {
            "https" => {}
            "http" if host == "localhost" || host.ends_with(".localhost") => {}
            "http" => return Err(NoRelyingParty::Insecure),
            _ => return Err(NoRelyingParty::Malformed),
        }
        let id = host.to_owned();
        let origin =
            Url::parse(&url.origin().ascii_serialization()).map_err(|_| NoRelyingParty::Malformed)?;
        Ok(Self { id, origin })
    }

    /// The RP id: a host name in lower case.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(crate) fn origin(&self) -> &Url {
        &self.origin
    }
}

impl fmt::Display for RelyingParty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_work_under_names_and_where_browsers_offer_them() {
        for (url, id) in [
            ("https://sts.example.com", Ok("sts.example.com")),
            ("https://STS.Example.com:8443/console?x=y", Ok("sts.example.com")),
            ("http://localhost:8080", Ok("localhost")),
            ("http://sts.localhost", Ok("sts.localhost")),
            ("http://sts.example.com", Err(NoRelyingParty::Insecure)),
            ("http://notlocalhost", Err(NoRelyingParty::Insecure)),
            ("https://127.0.0.1:8443", Err(NoRelyingParty::IpAddress)),
            ("https://[::1]", Err(NoRelyingParty::IpAddress)),
            ("https://0x7f.1/", Err(NoRelyingParty::IpAddress)), // a browser reads 127.0.0.1 there
            ("ftp://example.com", Err(NoRelyingParty::Malformed)),
            ("mailto:somebody@example.com", Err(NoRelyingParty::Malformed)),
            ("sts.example.com", Err(NoRelyingParty::Malformed)),
            ("", Err(NoRelyingParty::Malformed)),
        ] {
            assert_eq!(
                RelyingParty::of(url).as_ref().map(RelyingParty::id).map_err(|error| *error),
                id,
                "{url}"
            );
        }
    }
}
