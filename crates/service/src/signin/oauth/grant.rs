//! What a program sends to `/v1/token` and `/v1/revoke`.

use model::Secret;
use serde::Deserialize;

use super::request::SAME_DEVICE;

/// No body is longer: the longest token, and the rest.
const LONGEST_BODY: usize = 8 * 1_024;

/// What a program asks for.
#[derive(Debug)]
pub struct TokenRequest {
    /// By what right.
    pub grant: Grant,
}

/// By what right a program asks for credentials.
#[derive(Debug)]
pub enum Grant {
    /// With the code that a browser brought.
    Code {
        /// The code.
        code: Secret<String>,
        /// What the challenge was made of.
        verifier: Secret<String>,
        /// Where the code was sent.
        redirect: String,
    },
    /// With the token of the last time.
    Refresh(Secret<String>),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    client_id: String,
    grant_type: Option<String>,
    code: Option<String>,
    code_verifier: Option<String>,
    redirect_uri: Option<String>,
    refresh_token: Option<String>,
    /// What is to be revoked.
    token: Option<String>,
}

impl TokenRequest {
    /// The one client that there is.
    pub const CLIENT: &str = SAME_DEVICE;

    /// Whether it is the first of a session.
    pub const fn is_first(&self) -> bool {
        matches!(self.grant, Grant::Code { .. })
    }

    /// Reads the body of a request for credentials.
    ///
    /// # Errors
    /// What is wrong with it, in words for its author.
    pub fn read(body: &[u8]) -> Result<Self, &'static str> {
        let body = Body::read(body)?;
        let grant = match body.grant_type.as_deref() {
            Some("authorization_code") => {
                let verifier = body.code_verifier.ok_or("codeVerifier is missing.")?;
                if !is_verifier(&verifier) {
                    return Err("codeVerifier must have 43 to 128 characters: letters, digits and -._~");
                }
                Grant::Code {
                    code: Secret::new(body.code.ok_or("code is missing.")?),
                    verifier: Secret::new(verifier),
                    redirect: body.redirect_uri.ok_or("redirectUri is missing.")?,
                }
            }
            Some("refresh_token") => {
                Grant::Refresh(Secret::new(body.refresh_token.ok_or("refreshToken is missing.")?))
            }
            _ => return Err("grantType must be authorization_code or refresh_token."),
        };
        Ok(Self { grant })
    }

    /// Reads the body of a request to end a session: its token.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read_revoked(body: &[u8]) -> Result<Secret<String>, &'static str> {
        Ok(Secret::new(Body::read(body)?.token.ok_or("token is missing.")?))
    }
}

impl Body {
    fn read(body: &[u8]) -> Result<Self, &'static str> {
        if body.len() > LONGEST_BODY {
            return Err("The body is too long.");
        }
        let body: Self = serde_json::from_slice(body)
            .map_err(|_| "The body must be a JSON object with clientId, and each of its fields once.")?;
        if body.client_id != SAME_DEVICE {
            return Err("clientId must be arn:aws:signin:::devtools/same-device.");
        }
        Ok(body)
    }
}

/// RFC 7636, section 4.1.
fn is_verifier(text: &str) -> bool {
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{Grant, TokenRequest};

    #[test]
    fn a_body_says_by_what_right_or_what_it_lacks() {
        let verifier = "v".repeat(43);
        let with = |fields: &str| {
            let body = format!(r#"{{"clientId":"arn:aws:signin:::devtools/same-device",{fields}}}"#);
            TokenRequest::read(body.as_bytes()).map(|request| request.grant)
        };
        let code = format!(
            r#""grantType":"authorization_code","code":"c","redirectUri":"r","codeVerifier":"{verifier}""#
        );
        assert!(matches!(with(&code), Ok(Grant::Code { .. })));
        assert!(matches!(with(r#""grantType":"refresh_token","refreshToken":"t""#), Ok(Grant::Refresh(_))));
        for (fields, lacks) in [
            (code.replace("codeVerifier", "x"), "codeVerifier is"),
            (code.replace(&verifier, &"v".repeat(42)), "codeVerifier must"),
            (code.replace(&verifier, &"v".repeat(129)), "codeVerifier must"),
            (code.replace(&verifier, &"é".repeat(43)), "codeVerifier must"),
            (code.replace("\"code\"", "\"x\""), "code is"),
            (code.replace("redirectUri", "x"), "redirectUri"),
            (code.replace("authorization_code", "client_credentials"), "grantType"),
            (format!(r#"{code},"code":"d""#), "each of its fields once"),
            (r#""grantType":"refresh_token""#.to_owned(), "refreshToken"),
            (r#""code":"c""#.to_owned(), "grantType"),
        ] {
            let refused = with(&fields).unwrap_err();
            assert!(refused.contains(lacks), "{fields}: {refused}");
        }
        let bodies = [
            "".to_owned(),
            "[]".to_owned(),
            "[".repeat(5_000),
            r#"{"clientId":"arn:aws:signin:::devtools/cross-device","grantType":"refresh_token","refreshToken":"t"}"#.to_owned(),
            "x".repeat(10_000),
        ];
        for body in bodies {
            assert!(TokenRequest::read(body.as_bytes()).is_err(), "{body}");
        }
    }
}
