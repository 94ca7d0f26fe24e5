//! Where a provider's API is.

use ::http::Uri;
use ::http::uri::Scheme;

use crate::host;

/// The base of a Twilio-compatible API: `https://api.twilio.com`, `https://example.signalwire.com/api/laml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VoiceUrl {
    pub(super) is_tls: bool,
    pub(super) host: String,
    pub(super) port: u16,
    /// Without a slash at the end.
    pub(super) path: String,
    text: String,
}

impl VoiceUrl {
    /// Reads it.
    ///
    /// # Errors
    /// In words, what it should be.
    pub fn read(text: &str) -> Result<Self, String> {
        let wanted = || "must be https://HOST, with a port and a path where the provider says so".to_owned();
        let uri: Uri = text.trim_end_matches('/').parse().map_err(|_| wanted())?;
        let is_tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP => false,
            _ => return Err(wanted()),
        };
        let authority = uri.authority().ok_or_else(wanted)?;
        if authority.as_str().contains('@') || authority.host().is_empty() || uri.query().is_some() {
            return Err(wanted());
        }
        let host = authority.host().to_ascii_lowercase();
        if !is_tls && !host::is_loopback(&host) {
            return Err(
                "would send the token in the open: it must be https://, unless it is on this machine"
                    .to_owned(),
            );
        }
        let port = authority.port_u16().unwrap_or(if is_tls { 443 } else { 80 });
        let path = uri.path().trim_end_matches('/').to_owned();
        Ok(Self { text: text.trim_end_matches('/').to_owned(), is_tls, host, port, path })
    }

    /// The same, as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it is on this machine.
    pub fn is_loopback(&self) -> bool {
        host::is_loopback(&self.host)
    }
}

#[cfg(test)]
mod tests {
    use super::VoiceUrl;

    #[test]
    fn the_token_goes_to_https_or_to_this_machine() {
        for (text, host, port, path) in [
            ("https://api.twilio.com", "api.twilio.com", 443, ""),
            ("https://x.signalwire.com/api/laml/", "x.signalwire.com", 443, "/api/laml"),
            ("https://Voice.example.com:8443", "voice.example.com", 8443, ""),
            ("http://127.0.0.1:4010", "127.0.0.1", 4010, ""),
            ("http://localhost", "localhost", 80, ""),
        ] {
            let url = VoiceUrl::read(text).unwrap();
            assert_eq!((url.host.as_str(), url.port, url.path.as_str()), (host, port, path), "{text}");
        }
        for wrong in [
            "",
            "api.twilio.com",
            "http://api.twilio.com",
            "http://localhost.example.com",
            "ftp://localhost",
            "https://sid:token@api.twilio.com",
            "https://api.twilio.com?x",
            "https://",
        ] {
            assert!(VoiceUrl::read(wrong).is_err(), "{wrong}");
        }
    }
}
