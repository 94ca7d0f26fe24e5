//! Who vouches for people and programs that are known elsewhere: providers of OpenID Connect and of SAML.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use crate::text::text;
use crate::{Host, Secret};

fn is_printable(text: &str) -> bool {
    text.chars()
        .all(|character| !character.is_control() || matches!(character, '\t' | '\n' | '\r' | '\u{85}'))
}

fn is_provider_name(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
}

fn is_upper_or_digit(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

text! {
    /// The URL of a provider, as a caller writes it. What is a URL of one is said by [`ProviderUrl`].
    ProviderUrlText: 1..=255, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// For whom a provider's tokens are: the id of a client. The service model asks for no more than a length; answers cannot hold control
    /// characters.
    ClientId: 1..=255, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// The SHA-1 of a certificate of a provider's host, in hexadecimal digits.
    Thumbprint: 40..=40, r"[0-9A-Fa-f]+", is_hexadecimal
}

text! {
    /// A provider of OAuth 2.0 access tokens, by its host: `www.amazon.com`. The service model asks for no more than a length.
    OAuthProvider: 4..=2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// The ARN of a provider, as a caller writes it.
    ProviderArn: 20..=2048, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// The name of a provider of SAML.
    SamlProviderName: 1..=128, r"[\w._-]+", is_provider_name
}

text! {
    /// What a provider of SAML says of itself, in XML.
    SamlMetadataText: 1_000..=10_000_000, r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+", is_printable
}

text! {
    /// What tells a provider of SAML from one that had its name before, and the id of a private key of one.
    SamlProviderId: 22..=64, r"[A-Z0-9]+", is_upper_or_digit
}

/// A token of a provider, as it was sent. Whoever has it can use it: it is in no event and in no error (rule R7).
#[derive(Clone, Debug)]
pub struct WebIdentityToken(Secret<String>);

impl WebIdentityToken {
    const MIN: usize = 4;
    const MAX: usize = 20_000;

    /// The token.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

impl Field for WebIdentityToken {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        secret(place, faults, Self::MIN, Self::MAX).map(|text| text.map(Self))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

/// An assertion of SAML, as it was sent.
#[derive(Clone, Debug)]
pub struct SamlAssertion(#[expect(dead_code, reason = "nobody reads what nobody verifies")] Secret<String>);

impl Field for SamlAssertion {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        secret(place, faults, 4, 100_000).map(|text| text.map(Self))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

/// Reads a secret text of a length.
fn secret(
    place: &Place<'_>,
    faults: &mut Faults,
    min: usize,
    max: usize,
) -> Result<Option<Secret<String>>, Malformed> {
    let Some(text) = place.required(faults) else { return Ok(None) };
    let length = text.chars().count();
    if length < min {
        faults.add_hidden(place, Constraint::MinLength(min));
    } else if length > max {
        faults.add_hidden(place, Constraint::MaxLength(max));
    } else {
        return Ok(Some(Secret::new(text.to_owned())));
    }
    Ok(None)
}

/// The URL of a provider of OpenID Connect without its `https://`: as ARNs, condition keys and answers show it. Tokens name their issuer
/// by the whole of it, to the letter: `login.example.com` and `login.example.com/` are two.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProviderUrl(Arc<str>);

/// The text is not the URL of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the URL of a provider is https://HOST or https://HOST/PATH, without query and fragment")]
pub struct MalformedProviderUrl;

/// What the URL of a provider begins with.
const SCHEME: &str = "https://";
/// The longest one, without that.
const LONGEST: usize = 255 - SCHEME.len();

impl ProviderUrl {
    /// The provider at a whole URL.
    ///
    /// # Errors
    /// If it is no URL that a provider can have.
    pub fn of_url(url: &str) -> Result<Self, MalformedProviderUrl> {
        url.strip_prefix(SCHEME).ok_or(MalformedProviderUrl)?.parse()
    }

    /// `login.example.com/tenant`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `https://login.example.com/tenant`: what tokens name their issuer by.
    pub fn issuer(&self) -> String {
        [SCHEME, &self.0].concat()
    }

    /// The host, with its port if it has one.
    pub fn host(&self) -> &str {
        self.0.split('/').next().unwrap_or_default()
    }

    /// Without regard to case: no two of one account differ by that alone.
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl FromStr for ProviderUrl {
    type Err = MalformedProviderUrl;

    fn from_str(text: &str) -> Result<Self, MalformedProviderUrl> {
        let (host, path) = text.split_at(text.find('/').unwrap_or(text.len()));
        // Nothing that means something else in an ARN, a pattern or a condition key. An address in brackets would.
        let is_in_path = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._~%+@=,:".contains(&byte);
        let fits = text.len() <= LONGEST
            && host.parse::<Host>().is_ok()
            && !host.starts_with('[')
            && path.bytes().all(is_in_path);
        if fits { Ok(Self(text.into())) } else { Err(MalformedProviderUrl) }
    }
}

impl TryFrom<String> for ProviderUrl {
    type Error = MalformedProviderUrl;

    fn try_from(text: String) -> Result<Self, MalformedProviderUrl> {
        text.parse()
    }
}

impl From<ProviderUrl> for String {
    fn from(url: ProviderUrl) -> Self {
        url.0.as_ref().to_owned()
    }
}

impl fmt::Display for ProviderUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ProviderUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::ProviderUrl;

    #[test]
    fn a_provider_is_a_host_and_perhaps_a_path_over_https() {
        for (url, read) in [
            ("https://login.example.com", Some("login.example.com")),
            ("https://login.example.com/", Some("login.example.com/")),
            ("https://Login.example.com/Tenant/v2.0", Some("Login.example.com/Tenant/v2.0")),
            ("https://keycloak.internal:8443/realms/main", Some("keycloak.internal:8443/realms/main")),
            (
                "https://oidc.eks.eu-west-1.amazonaws.com/id/A0B1",
                Some("oidc.eks.eu-west-1.amazonaws.com/id/A0B1"),
            ),
            ("http://login.example.com", None),
            ("HTTPS://login.example.com", None),
            ("login.example.com", None),
            ("https://", None),
            ("https:///path", None),
            ("https://user@login.example.com", None),
            ("https://login.example.com?a=b", None),
            ("https://login.example.com/a?b", None),
            ("https://login.example.com/a#b", None),
            ("https://login.example.com/*", None),
            ("https://*.example.com", None),
            ("https://login.example.com/a b", None),
            ("https://login.example.com/ä", None),
            ("https://login.example.com/${aws:username}", None),
            ("https://[::1]/", None),
            ("https://login.example.com:0", None),
        ] {
            let provider = ProviderUrl::of_url(url);
            assert_eq!(provider.as_ref().ok().map(ProviderUrl::as_str), read, "{url}");
            if let Ok(provider) = provider {
                assert_eq!(provider.issuer(), url);
            }
        }
        assert!(ProviderUrl::of_url(&format!("https://a.example/{}", "x".repeat(300))).is_err());
    }
}
