//! A Twilio-compatible provider of calls.

use std::fmt::{self, Write};
use std::path::Path;
use std::sync::Arc;

use ::http::StatusCode;
use data_encoding::BASE64;
use model::{Form, Secret};
use rustls::ClientConfig;
use serde_json::Value;

use super::signature::is_signed;
use super::{CallToPlace, VoiceUrl, http};
use crate::Site;

/// How long a phone rings, in seconds.
const RINGS: &str = "30";
/// What a provider calls a call is no longer.
const LONGEST_ID: usize = 64;

/// An account with a provider that speaks Twilio's protocol.
pub struct Twilio {
    url: VoiceUrl,
    account_sid: String,
    token: Secret<String>,
    /// What callbacks are signed with.
    signing_key: Secret<String>,
    from: String,
    tls: Arc<ClientConfig>,
}

impl fmt::Debug for Twilio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Twilio").field("url", &self.url.as_str()).finish_non_exhaustive()
    }
}

/// Why a call was not placed, without its number.
#[derive(Debug, thiserror::Error)]
pub enum NotPlaced {
    /// There was no answer.
    #[error("{0}")]
    NoAnswer(#[from] std::io::Error),
    /// The provider would not.
    #[error("the provider answered {status}{code}")]
    Refused {
        /// The status of its answer.
        status: StatusCode,
        /// Its own code for the reason, if it gave one.
        code: String,
    },
    /// The answer is none of the protocol's.
    #[error("the provider's answer names no call: is `voice.url` right?")]
    NoCall,
}

impl Twilio {
    /// An account, by its SID, with its secret token and the key that it signs callbacks with, calling from a number.
    ///
    /// # Errors
    /// If the certificates to trust cannot be read.
    pub fn new(
        url: VoiceUrl,
        (account_sid, token, signing_key): (String, Secret<String>, Secret<String>),
        from: String,
        ca_file: Option<&Path>,
    ) -> std::io::Result<Self> {
        Ok(Self { url, account_sid, token, signing_key, from, tls: http::trust(ca_file)? })
    }

    /// Where its API is.
    pub fn shown(&self) -> &str {
        self.url.as_str()
    }

    /// Asks for a call, and gives the provider's name of it.
    ///
    /// # Errors
    /// Why it was not placed.
    pub async fn place(&self, call: &CallToPlace, site: &Site) -> Result<String, NotPlaced> {
        let callback = site.at(&format!("/voice/{}", call.nonce().expose()));
        let status = format!("{callback}/status");
        let form = encoded(&[
            ("To", call.to()),
            ("From", &self.from),
            ("Url", &callback),
            ("Method", "POST"),
            ("StatusCallback", &status),
            ("StatusCallbackMethod", "POST"),
            ("StatusCallbackEvent", "completed"),
            ("Timeout", RINGS),
        ]);
        let path = format!("/2010-04-01/Accounts/{}/Calls.json", self.account_sid);
        let basic = BASE64.encode(format!("{}:{}", self.account_sid, self.token.expose()).as_bytes());
        let server = (&self.url, &self.tls);
        let (status, body) = http::post(server, &path, &format!("Basic {basic}"), form).await?;
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        if !status.is_success() {
            // Its text may hold the number.
            let code = answer["code"].as_u64().map(|code| format!(" (error {code})")).unwrap_or_default();
            return Err(NotPlaced::Refused { status, code });
        }
        let sid = answer["sid"].as_str().filter(|sid| is_id(sid)).ok_or(NotPlaced::NoCall)?;
        Ok(sid.to_owned())
    }

    /// Whether a callback to a URL of ours is from this account: signed with its key, and about it (rule R25).
    pub fn vouches(&self, url: &str, fields: &Form<'_>, signature: &str) -> bool {
        is_signed(&self.signing_key, url, fields, signature)
            && fields.value("AccountSid") == Some(&self.account_sid)
    }
}

fn is_id(sid: &str) -> bool {
    (1..=LONGEST_ID).contains(&sid.len())
        && sid.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}

fn encoded(fields: &[(&str, &str)]) -> String {
    let mut form = String::new();
    for (name, value) in fields {
        if !form.is_empty() {
            form.push('&');
        }
        let _ = write!(form, "{name}=");
        for byte in value.bytes() {
            let _ = match byte {
                b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => {
                    write!(form, "{}", char::from(byte))
                }
                other => write!(form, "%{other:02X}"),
            };
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_form_is_encoded_so_that_no_value_is_a_field() {
        assert_eq!(
            encoded(&[("To", "+4915112345678"), ("Url", "https://x/voice/a&b=c d")]),
            "To=%2B4915112345678&Url=https%3A%2F%2Fx%2Fvoice%2Fa%26b%3Dc%20d"
        );
    }
}
