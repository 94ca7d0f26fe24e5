//! What a token says.

use serde_json::{Map, Value};

use crate::token::Refusal;

/// A subject is no longer, in characters: STS's own limit.
const LONGEST_SUBJECT: usize = 255;

/// The claims of a token: each once.
#[derive(Clone)]
pub struct Claims(pub Map<String, Value>);

impl Claims {
    /// Whether two of them differ by case alone: condition keys do not, and each reader could mean another one.
    pub fn are_ambiguous(&self) -> bool {
        let mut names: Vec<_> = self.0.keys().map(|name| name.to_lowercase()).collect();
        names.sort_unstable();
        names.windows(2).any(|pair| pair[0] == pair[1])
    }

    /// A claim that is a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }

    /// A claim that is a moment, in seconds since 1970: a whole number, as AWS wants it.
    pub fn moment(&self, name: &'static str) -> Result<Option<u64>, Refusal> {
        match self.0.get(name) {
            None => Ok(None),
            Some(value) => value.as_u64().map(Some).ok_or(Refusal::Claim(name)),
        }
    }

    /// Who it is about.
    pub fn subject(&self) -> Result<&str, Refusal> {
        let fits = |subject: &&str| {
            (1..=LONGEST_SUBJECT).contains(&subject.chars().count()) && !subject.chars().any(char::is_control)
        };
        self.text("sub").filter(fits).ok_or(Refusal::Claim("sub"))
    }

    /// For which of these it is. Where it says which client asked for it (`azp`), that is the one; one that is for several must say that
    /// (OpenID Connect Core, section 3.1.3.7).
    pub fn audience<C: AsRef<str>>(&self, audiences: &[C]) -> Result<&str, Refusal> {
        let of = self.0.get("aud").ok_or(Refusal::Claim("aud"))?;
        let named: Vec<&str> = match of {
            Value::String(one) => vec![one],
            Value::Array(several) => {
                several.iter().map(Value::as_str).collect::<Option<_>>().unwrap_or_default()
            }
            _ => Vec::new(),
        };
        if named.is_empty() {
            return Err(Refusal::Claim("aud"));
        }
        let asked = match self.0.get("azp") {
            Some(azp) => Some(azp.as_str().ok_or(Refusal::Claim("azp"))?),
            None => None,
        };
        let of = match (asked, named.as_slice()) {
            (Some(asked), _) => asked,
            (None, [only]) => only,
            (None, _) => return Err(Refusal::Claim("azp")),
        };
        audiences.iter().any(|audience| audience.as_ref() == of).then_some(of).ok_or(Refusal::Audience)
    }
}
