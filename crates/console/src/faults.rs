//! What is wrong with a form, field by field, in the reader's language.

use std::collections::BTreeMap;

use model::input::{Constraint, Faults, Rejected};

use crate::speech::Speech;

/// What is wrong with which field. Names are those of the fields in the form, `UserName`.
#[derive(Clone, Debug, Default)]
pub struct Problems(BTreeMap<String, String>);

impl Problems {
    /// Nothing is.
    pub fn none() -> Self {
        Self::default()
    }

    /// One field is wrong.
    pub fn one(field: &str, words: impl Into<String>) -> Self {
        Self(BTreeMap::from([(field.to_owned(), words.into())]))
    }

    /// What the input of an operation says is wrong.
    pub fn of(rejected: &Rejected, speech: Speech) -> Self {
        match rejected {
            Rejected::Malformed => Self::one("", speech.say("fault-unreadable")),
            Rejected::Invalid(faults) => Self::of_faults(faults, speech),
        }
    }

    /// The same for faults that came back as an error.
    pub fn of_faults(faults: &Faults, speech: Speech) -> Self {
        let mut problems = Self::none();
        for (path, constraint) in faults.iter() {
            let words = words(path, constraint, speech);
            // The first is enough: who mends it sees the next.
            problems.0.entry(upper_first(path)).or_insert(words);
        }
        problems
    }

    /// What is wrong with a field.
    pub fn field(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// The same for a form whose fields are parts of the input's field, `ContactInformation.fullName`, or have a prefix of their own.
    pub fn within(self, part: &str, prefix: &str) -> Self {
        let renamed = |(name, words): (String, String)| match name.strip_prefix(part) {
            Some(name) if !name.is_empty() => (format!("{prefix}{}", upper_first(name)), words),
            _ => (name, words),
        };
        Self(self.0.into_iter().map(renamed).collect())
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds what is wrong with another field.
    pub fn and(mut self, field: &str, words: impl Into<String>) -> Self {
        self.0.entry(field.to_owned()).or_insert(words.into());
        self
    }
}

fn words(path: &str, constraint: &Constraint, speech: Speech) -> String {
    let is_code = path.starts_with("authenticationCode");
    let text = match constraint {
        Constraint::NotNull => speech.say("fault-missing"),
        _ if is_code => speech.say("fault-code"),
        Constraint::MinLength(1) => speech.say("fault-missing"),
        Constraint::MinLength(least) => speech.count("fault-too-short", "least", number(*least)),
        Constraint::MaxLength(most) => speech.count("fault-too-long", "most", number(*most)),
        Constraint::Pattern(pattern) | Constraint::Own { pattern, .. } => {
            speech.say1("fault-pattern", "pattern", pattern)
        }
        Constraint::Words(_) => speech.say("fault-unreadable"),
        Constraint::Min(least) => speech.count("fault-too-small", "least", i64::from(*least)),
        Constraint::Max(most) => speech.count("fault-too-large", "most", i64::from(*most)),
    };
    text.into_owned()
}

fn number(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// Messages write `userName`, forms `UserName`.
fn upper_first(path: &str) -> String {
    let mut characters = path.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + characters.as_str())
}
