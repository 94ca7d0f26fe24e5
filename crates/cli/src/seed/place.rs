//! Where something stands in a seed file.

use std::ops::Range;

use toml::Spanned;

use super::reading::Source;
use crate::failure::Failure;

/// A place: `accounts[0].users[2]`.
#[derive(Clone, Debug)]
pub struct Place {
    path: String,
    span: Range<usize>,
}

/// Why something there cannot be made.
#[derive(Debug)]
pub struct Failed {
    place: Place,
    why: String,
}

impl Place {
    /// The elements of a list, with the place of each.
    pub fn all<T>(list: impl Into<String>, elements: &[Spanned<T>]) -> impl Iterator<Item = (Self, &T)> {
        let list = list.into();
        elements.iter().enumerate().map(move |(number, element)| {
            (Self { path: format!("{list}[{number}]"), span: element.span() }, element.get_ref())
        })
    }

    /// The elements of a list that is in this place.
    pub fn of<'s, T>(&self, list: &str, elements: &'s [Spanned<T>]) -> impl Iterator<Item = (Self, &'s T)> {
        Self::all(format!("{}.{list}", self.path), elements)
    }

    /// Something in it that has no line of its own.
    pub fn part(&self, name: &str) -> Self {
        Self { path: format!("{}.{name}", self.path), span: self.span.clone() }
    }

    /// Why it cannot be made.
    pub fn failed(&self, why: impl Into<String>) -> Failed {
        Failed { place: self.clone(), why: why.into() }
    }
}

impl Failed {
    /// For whoever wrote the file, or the settings where there is none.
    pub fn in_words(self, file: Option<&Source>) -> Failure {
        let Self { place: Place { path, span }, why } = self;
        match file {
            Some(file) => Failure::Usage(file.complaint(&span, &format!("{path}: {why}"))),
            None => Failure::Failed(format!("cannot make the first account: {why}")),
        }
    }
}
