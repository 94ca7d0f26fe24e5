//! Policy variables: `${aws:username}`, `${aws:PrincipalTag/team, 'company-wide'}`, and the escapes `${*}`, `${?}`, `${$}`.

use std::borrow::Cow;

use crate::context::{Context, Values};

/// A piece of a text in which variables are alive.
#[derive(Clone, Copy)]
pub(crate) enum Part<'t> {
    Text(&'t str),
    /// A character that means itself: the `*` of `${*}`.
    Escaped(&'t str),
    /// What stands between the braces.
    Variable(&'t str),
}

/// Splits a text at its variables. A `${` that nothing closes is text, and so is all behind it: nothing closes that either.
pub(crate) fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(opened) = rest.strip_prefix("${") else {
            let (text, after) =
                rest.find("${").and_then(|at| rest.split_at_checked(at)).unwrap_or((rest, ""));
            rest = after;
            return Some(Part::Text(text));
        };
        let Some((inner, after)) = opened.split_once('}') else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        rest = after;
        Some(match inner {
            "*" | "?" | "$" => Part::Escaped(inner),
            _ => Part::Variable(inner),
        })
    })
}

/// A condition key: compared without case, reported as it is spelled.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    spelled: Box<str>,
    folded: Option<Box<str>>, // INVARIANT: `spelled` in lower case, if that differs; kept by `new`
}

impl Key {
    pub(crate) fn new(spelled: &str) -> Self {
        let folded = spelled.to_lowercase();
        Self { spelled: spelled.into(), folded: (folded != spelled).then(|| folded.into()) }
    }

    /// In lower case, as a [`Context`] is asked.
    pub(crate) fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.spelled)
    }

    pub(crate) fn spelled(&self) -> &str {
        &self.spelled
    }
}

/// A key whose value takes its place in a pattern, as text: a `*` in it is a `*`.
#[derive(Clone, Debug)]
pub(crate) struct Variable {
    pub(crate) key: Key,
    default: Option<Box<str>>,
}

impl Variable {
    /// Reads what stands between the braces.
    pub(crate) fn parse(inner: &str) -> Self {
        let with_default = inner.split_once(',').and_then(|(key, default)| {
            let default = default.trim().strip_prefix('\'')?.strip_suffix('\'')?;
            Some(Self { key: Key::new(key.trim()), default: Some(default.into()) })
        });
        // What is not in quotes is no default; no context knows a key with a comma, so such a variable never has a value.
        with_default.unwrap_or_else(|| Self { key: Key::new(inner.trim()), default: None })
    }

    /// The value, if there is exactly one; a multivalued key has none, and its default does not count either.
    pub(crate) fn value<'a>(&'a self, context: &'a dyn Context) -> Option<Cow<'a, str>> {
        match context.values(self.key.folded()) {
            Some(Values::One(value)) => Some(value),
            Some(Values::Many(_)) => None,
            None => self.default.as_deref().map(Cow::Borrowed),
        }
    }
}
