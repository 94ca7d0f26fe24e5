//! Lists: `Tags.member.1.Key=…&Tags.member.1.Value=…`.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::ops::Deref;

use super::{AuditValue, Constraint, Faults, Field, Malformed, Place};

/// A list of at most `MOST` elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List<T, const MOST: usize>(Vec<T>);

/// AWS reads an index that runs at most this far past the elements before it.
const FURTHEST_GAP: usize = 10;

impl<T: Field, const MOST: usize> Field for List<T, MOST> {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        let Some(indices) = indices(place)? else {
            faults.add_hidden(place, Constraint::NotNull);
            return Ok(None);
        };
        if indices.len() > MOST {
            faults.add_hidden(place, Constraint::MaxLength(MOST));
            return Ok(None);
        }
        let mut elements = Vec::with_capacity(indices.len());
        let mut complete = true;
        for (number, index) in (1..).zip(&indices) {
            let element = Place {
                form: place.form,
                name: Cow::Owned(format!("{}.member.{}", place.name, index.text)),
                path: Cow::Owned(format!("{}.{number}.member", place.path)),
            };
            match T::read(&element, faults)? {
                Some(value) => elements.push(value),
                None => complete = false,
            }
        }
        Ok(complete.then_some(Self(elements)))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::List(self.0.iter().map(Field::audit).collect())
    }
}

impl<T, const MOST: usize> Deref for List<T, MOST> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

/// An index as it was written, ordered by its number: `01` stands where `1` does.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Index<'f> {
    number: usize,
    text: &'f str,
}

/// The indices of a list, in order. None if there is no list; an empty list is sent as a bare `Tags=`.
fn indices<'f>(place: &Place<'f>) -> Result<Option<BTreeSet<Index<'f>>>, Malformed> {
    let prefix = format!("{}.member.", place.name);
    let mut indices = BTreeSet::new();
    for (name, _) in place.form.under(&prefix) {
        let rest = name.get(prefix.len()..).unwrap_or_default();
        let text = rest.split_once('.').map_or(rest, |(index, _)| index);
        let number: usize = text.parse().map_err(|_| Malformed)?;
        indices.insert(Index { number, text });
    }
    let mut before: Option<usize> = None;
    for (count, index) in indices.iter().enumerate() {
        // `1` beside `01` would be one element with two values.
        if index.number == 0 || index.number > count + 1 + FURTHEST_GAP || before == Some(index.number) {
            return Err(Malformed);
        }
        before = Some(index.number);
    }
    match place.text() {
        // A text where a list belongs.
        Some(text) if !text.is_empty() => Err(Malformed),
        None if indices.is_empty() => Ok(None),
        _ => Ok(Some(indices)),
    }
}
