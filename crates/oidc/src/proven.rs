//! What a verified token says.

use std::fmt;

use model::Timestamp;
use serde_json::Value;

use crate::claims::Claims;
use crate::session::{self, MalformedSession, SessionWishes};

/// What an issuer's signature vouches for. Only [`crate::Token::prove`] makes one.
#[derive(Clone)]
pub struct Proven {
    pub(crate) subject: String,
    pub(crate) audience: String,
    pub(crate) expires: Timestamp,
    pub(crate) id: String,
    pub(crate) claims: Claims,
}

/// Claims that say how a token is to be read, and not who somebody is.
const ABOUT_THE_TOKEN: [&str; 5] = ["iss", "exp", "iat", "nbf", "jti"];

impl Proven {
    /// Who it is about.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// For whom it is: one of the audiences that were expected.
    pub fn audience(&self) -> &str {
        &self.audience
    }

    /// Until when it holds.
    pub const fn expires(&self) -> Timestamp {
        self.expires
    }

    /// What tells it from other tokens of its issuer.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it wishes the session to be.
    ///
    /// # Errors
    /// If these claims are there, and are not what they have to be.
    pub fn session(&self) -> Result<SessionWishes, MalformedSession> {
        session::read(&self.claims)
    }

    /// What policies can ask about: the name of each claim, in lower case, and its values. `aud` is the audience, and `oaud` what the token
    /// calls so where another client asked for it.
    pub fn keys(&self) -> Vec<(String, Vec<String>)> {
        let mut keys = vec![("aud".to_owned(), vec![self.audience.clone()])];
        for (name, value) in &self.claims.0 {
            let (name, values) = (name.to_lowercase(), values(value));
            if ABOUT_THE_TOKEN.contains(&name.as_str()) || values.is_empty() {
                continue;
            }
            match name.as_str() {
                "aud" if self.claims.0.contains_key("azp") => keys.push(("oaud".to_owned(), values)),
                "aud" | "oaud" => {}
                _ => keys.push((name, values)),
            }
        }
        keys
    }
}

/// A claim as condition keys have it: texts, numbers, truths, and lists of those.
fn values(claim: &Value) -> Vec<String> {
    let one = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    };
    match claim {
        Value::Array(several) => several.iter().filter_map(one).collect(),
        single => one(single).into_iter().collect(),
    }
}

// What is said of somebody is for the trail alone.
impl fmt::Debug for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proven").field("audience", &self.audience).finish_non_exhaustive()
    }
}
