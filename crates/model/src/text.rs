//! Texts with a rule. A rule is data, so that every broken part of it can be named to the caller.

use crate::input::{Constraint, Faults, Malformed, Place};

/// What a text must satisfy.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The least number of characters.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
    /// The pattern as AWS prints it.
    pub pattern: &'static str,
    /// Whether the whole text matches the pattern, whatever its length.
    pub matches: fn(&str) -> bool,
    /// What IAM says instead, after naming the field, when the pattern is all that is broken.
    pub own_text: Option<&'static str>,
}

impl Rule {
    fn broken(&self, text: &str) -> impl Iterator<Item = Constraint> {
        let length = text.chars().count();
        [
            (length < self.min).then_some(Constraint::MinLength(self.min)),
            (length > self.max).then_some(Constraint::MaxLength(self.max)),
            // An empty text breaks its minimum; that its pattern wants a character too would be said twice.
            (!text.is_empty() && !(self.matches)(text)).then_some(match self.own_text {
                Some(own) => Constraint::Own { pattern: self.pattern, text: own },
                None => Constraint::Pattern(self.pattern),
            }),
        ]
        .into_iter()
        .flatten()
    }
}

/// The text breaks the rule of its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the text must match {pattern} and have {min} to {max} characters")]
pub struct MalformedText {
    /// The pattern as AWS prints it.
    pub pattern: &'static str,
    /// The least number of characters.
    pub min: usize,
    /// The greatest number of characters.
    pub max: usize,
}

/// A text that satisfies its type's rule.
pub trait Text: Sized {
    /// What every value of this type satisfies.
    const RULE: Rule;

    /// Wraps a text that was checked.
    #[doc(hidden)]
    fn checked(text: &str) -> Self;

    /// The text.
    fn as_str(&self) -> &str;

    /// The only way in from outside.
    ///
    /// # Errors
    /// If the rule is broken.
    fn parse(text: &str) -> Result<Self, MalformedText> {
        match Self::RULE.broken(text).next() {
            None => Ok(Self::checked(text)),
            Some(_) => {
                Err(MalformedText { pattern: Self::RULE.pattern, min: Self::RULE.min, max: Self::RULE.max })
            }
        }
    }
}

/// Reads a text at its place in a form, and names every broken part of its rule.
pub(crate) fn read<T: Text>(place: &Place<'_>, faults: &mut Faults) -> Result<Option<T>, Malformed> {
    let Some(text) = place.required(faults) else { return Ok(None) };
    let before = faults.len();
    for constraint in T::RULE.broken(text) {
        faults.add(place, text, constraint);
    }
    Ok((faults.len() == before).then(|| T::checked(text)))
}

/// So many characters of a text are kept in an event: all of the longest policy that can be stored, unless it is mostly white
/// space. A caller who may nothing could else fill the trail with refused texts of 128 KiB.
const MOST_AUDITED: usize = 12_288;

/// A text as an event keeps it.
pub(crate) fn audited(text: &str) -> String {
    match text.char_indices().nth(MOST_AUDITED) {
        Some((end, _)) => format!("{}… ({} characters)", &text[..end], text.chars().count()),
        None => text.to_owned(),
    }
}

/// Declares a text type: its meaning, its length, its pattern as AWS prints it, and the test for it.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident: $min:literal..=$max:literal, $pattern:literal, $matches:expr $(, own $own:literal)?) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(std::sync::Arc<str>);

        impl $crate::text::Text for $name {
            const RULE: $crate::text::Rule = $crate::text::Rule {
                min: $min,
                max: $max,
                pattern: $pattern,
                matches: $matches,
                own_text: text!(@own $($own)?),
            };

            fn checked(text: &str) -> Self {
                Self(text.into())
            }

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::text::MalformedText;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                <Self as $crate::text::Text>::parse(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = $crate::text::MalformedText;

            fn try_from(text: String) -> Result<Self, Self::Error> {
                text.parse()
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0.as_ref().to_owned()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.0, f)
            }
        }

        impl $crate::input::Field for $name {
            fn read(
                place: &$crate::input::Place<'_>,
                faults: &mut $crate::input::Faults,
            ) -> Result<Option<Self>, $crate::input::Malformed> {
                $crate::text::read(place, faults)
            }

            fn audit(&self) -> $crate::input::AuditValue {
                $crate::input::AuditValue::Text($crate::text::audited(&self.0))
            }
        }
    };
    (@own) => { None };
    (@own $own:literal) => { Some($own) };
}
pub(crate) use text;
