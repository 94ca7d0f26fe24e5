//! What a token wishes the session to be: its tags, which of them are handed on, and who stands behind it.

use model::{SourceIdentity, Tag, TagKey};
use serde_json::{Map, Value};

use crate::claims::Claims;

const TAGS: &str = "https://aws.amazon.com/tags";
const SOURCE_IDENTITY: &str = "https://aws.amazon.com/source_identity";
const PRINCIPAL_TAGS: &str = "principal_tags";
const TRANSITIVE: &str = "transitive_tag_keys";
/// A session has no more tags.
const MOST_TAGS: usize = 50;

/// What a token wishes the session to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SessionWishes {
    /// The tags.
    pub tags: Vec<Tag>,
    /// The keys of those that are handed on.
    pub transitive: Vec<TagKey>,
    /// Who stands behind it.
    pub source_identity: Option<SourceIdentity>,
}

/// A claim about the session is not what it has to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the claim {0} is malformed")]
pub struct MalformedSession(pub &'static str);

/// Reads the claims about the session: nested, or flat (`…/tags/principal_tags/Project`), as issuers that have no nested claims write them.
pub fn read(claims: &Claims) -> Result<SessionWishes, MalformedSession> {
    let malformed = || MalformedSession(TAGS);
    let mut wishes = SessionWishes::default();
    if let Some(nested) = claims.0.get(TAGS) {
        let nested = nested.as_object().ok_or_else(malformed)?;
        if let Some(tags) = nested.get(PRINCIPAL_TAGS) {
            for (key, value) in tags.as_object().ok_or_else(malformed)? {
                wishes.tags.push(tag(key, value).ok_or_else(malformed)?);
            }
        }
        wishes.hand_on(nested.get(TRANSITIVE)).ok_or_else(malformed)?;
    }
    flat(&claims.0, &mut wishes).ok_or_else(malformed)?;
    if wishes.tags.len() > MOST_TAGS || wishes.transitive.len() > MOST_TAGS {
        return Err(malformed());
    }
    if let Some(source) = claims.0.get(SOURCE_IDENTITY) {
        let source = source.as_str().and_then(|source| source.parse().ok());
        wishes.source_identity = Some(source.ok_or(MalformedSession(SOURCE_IDENTITY))?);
    }
    Ok(wishes)
}

fn flat(claims: &Map<String, Value>, wishes: &mut SessionWishes) -> Option<()> {
    for (name, value) in claims {
        let Some(rest) = name.strip_prefix(TAGS).and_then(|rest| rest.strip_prefix('/')) else { continue };
        if rest == TRANSITIVE {
            wishes.hand_on(Some(value))?;
        } else if let Some(key) = rest.strip_prefix(PRINCIPAL_TAGS).and_then(|key| key.strip_prefix('/')) {
            wishes.tags.push(tag(key, value)?);
        }
    }
    Some(())
}

impl SessionWishes {
    fn hand_on(&mut self, keys: Option<&Value>) -> Option<()> {
        for key in keys.map_or(Some(&Vec::new()), |keys| keys.as_array())? {
            self.transitive.push(key.as_str()?.parse().ok()?);
        }
        Some(())
    }
}

/// A tag: its value is a text, or a list with one.
fn tag(key: &str, value: &Value) -> Option<Tag> {
    let value = match value {
        Value::Array(values) => match values.as_slice() {
            [only] => only.as_str()?,
            _ => return None,
        },
        value => value.as_str()?,
    };
    Some(Tag { key: key.parse().ok()?, value: value.parse().ok()? })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{MalformedSession, SOURCE_IDENTITY, TAGS, read};
    use crate::claims::Claims;

    fn wishes(claims: Value) -> Result<String, MalformedSession> {
        let Value::Object(claims) = claims else { panic!("an object") };
        read(&Claims(claims)).map(|wishes| {
            let tags: Vec<_> = wishes.tags.iter().map(|tag| format!("{}={}", tag.key, tag.value)).collect();
            let handed: Vec<_> = wishes.transitive.iter().map(ToString::to_string).collect();
            let source = wishes.source_identity.map(|source| source.to_string()).unwrap_or_default();
            [tags.join(","), handed.join(","), source].join("|")
        })
    }

    #[test]
    fn tags_are_nested_or_flat() {
        for (claims, read) in [
            (json!({}), "||"),
            (
                json!({ TAGS: { "principal_tags": { "Project": ["A"], "Cost": "1" }, "transitive_tag_keys": ["Project"] } }),
                "Cost=1,Project=A|Project|",
            ),
            (
                json!({
                    "https://aws.amazon.com/tags/principal_tags/Project": "A",
                    "https://aws.amazon.com/tags/transitive_tag_keys": ["Project"],
                    "https://aws.amazon.com/tags/something/else": 1,
                    "https://aws.amazon.com/tagsx": 1,
                }),
                "Project=A|Project|",
            ),
            (json!({ SOURCE_IDENTITY: "alice" }), "||alice"),
        ] {
            assert_eq!(wishes(claims.clone()).as_deref(), Ok(read), "{claims}");
        }
    }

    #[test]
    fn claims_about_the_session_that_are_something_else_are_refused() {
        let many: serde_json::Map<_, _> = (0..51).map(|n| (format!("k{n}"), json!("v"))).collect();
        for (claims, name) in [
            (json!({ TAGS: 1 }), TAGS),
            (json!({ TAGS: { "principal_tags": [] } }), TAGS),
            (json!({ TAGS: { "principal_tags": { "a": ["1", "2"] } } }), TAGS),
            (json!({ TAGS: { "principal_tags": { "a": [] } } }), TAGS),
            (json!({ TAGS: { "principal_tags": { "a": 1 } } }), TAGS),
            (json!({ TAGS: { "principal_tags": { "": "1" } } }), TAGS),
            (json!({ TAGS: { "principal_tags": { "a": "\u{0}" } } }), TAGS),
            (json!({ TAGS: { "principal_tags": many } }), TAGS),
            (json!({ TAGS: { "transitive_tag_keys": "a" } }), TAGS),
            (json!({ SOURCE_IDENTITY: 1 }), SOURCE_IDENTITY),
            (json!({ SOURCE_IDENTITY: "a b" }), SOURCE_IDENTITY),
        ] {
            assert_eq!(wishes(claims.clone()), Err(MalformedSession(name)), "{claims}");
        }
    }
}
