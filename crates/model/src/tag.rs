//! Tags: a key and a value that say something about an entity.

use serde::{Deserialize, Serialize};

use crate::text::text;

/// `[\p{L}\p{Z}\p{N}_.:/=+\-@]`. Rust's `is_alphabetic` holds some combining marks beside the letters: words of several
/// Indic scripts cannot be written without them, so we accept a little more than AWS.
fn is_tag_text(text: &str) -> bool {
    text.chars().all(|character| {
        character.is_alphabetic()
            || character.is_numeric()
            || (character.is_whitespace() && !character.is_control())
            || "_.:/=+-@".contains(character)
    })
}

text! {
    /// What a tag is about.
    TagKey: 1..=128, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]+", is_tag_text
}

text! {
    /// What a tag says; it may say nothing.
    TagValue: 0..=256, r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*", is_tag_text
}

impl TagKey {
    /// Whether the key is kept for the system: `aws:` in any case.
    pub fn is_reserved(&self) -> bool {
        let key = <Self as crate::Text>::as_str(self);
        key.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:"))
    }

    /// The key without regard to case.
    pub fn folded(&self) -> String {
        <Self as crate::Text>::as_str(self).to_lowercase()
    }
}

/// A key and its value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, crate::Input)]
#[serde(rename_all = "PascalCase")]
pub struct Tag {
    /// What the tag is about.
    pub key: TagKey,
    /// What it says.
    pub value: TagValue,
}

#[cfg(test)]
mod tests {
    use super::TagKey;

    #[test]
    fn keys_of_the_system_are_known_in_any_case() {
        for (key, reserved) in [
            ("aws:x", true),
            ("AWS:x", true),
            ("aWs:", true),
            ("aws", false),
            ("xaws:", false),
            ("äws:", false),
        ] {
            assert_eq!(key.parse::<TagKey>().unwrap().is_reserved(), reserved, "{key}");
        }
    }
}
