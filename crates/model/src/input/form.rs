//! The fields of a request, and places among them.

use std::borrow::Cow;
use std::fmt;

use super::{Constraint, Faults};

/// The decoded fields of a request: sorted by name, no name twice.
#[derive(Clone, Default)]
pub struct Form<'a> {
    fields: Vec<(Cow<'a, str>, Cow<'a, str>)>, // INVARIANT: sorted by name, names unique; kept by `new`
}

// Values are codes and passwords, too: only names are shown (rule R7).
impl fmt::Debug for Form<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| name)).finish()
    }
}

/// The fields do not make a form.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// A field is there twice: two readers of the request could each see another value.
    #[error("the field {0} is there more than once")]
    Duplicate(String),
    /// More fields than any operation has.
    #[error("there are more than {} fields", Form::MOST_FIELDS)]
    TooMany,
}

impl<'a> Form<'a> {
    /// The most fields that a request may have.
    pub const MOST_FIELDS: usize = 2_000;

    /// Makes a form of decoded fields.
    ///
    /// # Errors
    /// If a field is there twice, or there are too many.
    pub fn new(mut fields: Vec<(Cow<'a, str>, Cow<'a, str>)>) -> Result<Self, FormError> {
        if fields.len() > Self::MOST_FIELDS {
            return Err(FormError::TooMany);
        }
        fields.sort_unstable_by(|one, other| one.0.cmp(&other.0));
        if let Some(pair) = fields.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(FormError::Duplicate(pair[0].0.chars().take(128).collect()));
        }
        Ok(Self { fields })
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&str> {
        let index = self.fields.binary_search_by(|(field, _)| field.as_ref().cmp(name)).ok()?;
        self.fields.get(index).map(|(_, value)| value.as_ref())
    }

    /// All fields, sorted by name.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }

    /// Whether names of fields continue this one after a dot.
    fn has_parts(&self, name: &str) -> bool {
        let start = self.fields.partition_point(|(field, _)| match field.strip_prefix(name) {
            Some(rest) => rest < ".",
            None => field.as_ref() < name,
        });
        let rest = self.fields.get(start).and_then(|(field, _)| field.strip_prefix(name));
        rest.is_some_and(|rest| rest.starts_with('.'))
    }

    /// The fields whose names begin with a prefix.
    pub(super) fn under(&self, prefix: &str) -> &[(Cow<'a, str>, Cow<'a, str>)] {
        let start = self.fields.partition_point(|(name, _)| name.as_ref() < prefix);
        let rest = self.fields.get(start..).unwrap_or_default();
        let end = rest.partition_point(|(name, _)| name.starts_with(prefix));
        rest.get(..end).unwrap_or_default()
    }
}

/// A structure's place in a form: the whole, or an element of a list.
#[derive(Clone, Debug)]
pub struct Scope<'f> {
    form: &'f Form<'f>,
    name: Cow<'f, str>,
    path: Cow<'f, str>,
}

impl<'f> Scope<'f> {
    /// The whole form.
    pub const fn whole(form: &'f Form<'f>) -> Self {
        Self { form, name: Cow::Borrowed(""), path: Cow::Borrowed("") }
    }

    /// The place of a field: its name on the wire, and in messages.
    pub fn place(&self, name: &'static str, path: &'static str) -> Place<'f> {
        Place { form: self.form, name: join(&self.name, name), path: join(&self.path, path) }
    }
}

fn join<'f>(scope: &str, name: &'static str) -> Cow<'f, str> {
    if scope.is_empty() { Cow::Borrowed(name) } else { Cow::Owned(format!("{scope}.{name}")) }
}

/// A value's place in a form.
#[derive(Clone, Debug)]
pub struct Place<'f> {
    pub(super) form: &'f Form<'f>,
    pub(super) name: Cow<'f, str>,
    pub(super) path: Cow<'f, str>,
}

impl<'f> Place<'f> {
    /// The path as messages show it, `tags.1.member.key`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text at this place.
    pub fn text(&self) -> Option<&'f str> {
        self.form.value(&self.name)
    }

    /// The text at this place; that there is none is a fault.
    pub fn required(&self, faults: &mut Faults) -> Option<&'f str> {
        let text = self.text();
        if text.is_none() {
            faults.add_hidden(self, Constraint::NotNull);
        }
        text
    }

    /// Whether there is anything at this place, a text or the parts of a structure or list.
    pub fn is_present(&self) -> bool {
        self.text().is_some() || self.form.has_parts(&self.name)
    }

    /// This place as that of a structure.
    pub fn scope(&self) -> Scope<'f> {
        Scope { form: self.form, name: self.name.clone(), path: self.path.clone() }
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::{Form, Scope};

    #[test]
    fn a_structure_is_there_if_one_of_its_parts_is() {
        let fields = ["Tag", "Tag-x.1", "Tags.member.1.Key", "Tagsmore.1", "User"];
        let form = Form::new(fields.map(|name| (Cow::Borrowed(name), Cow::Borrowed(""))).to_vec()).unwrap();
        for (name, is_there) in [
            ("Tag", true),
            ("Tags", true),
            ("Tag-x", true),
            ("Tagsmore", true),
            ("Tags.member", true),
            ("Ta", false),
            ("Tagsmor", false),
            ("Zone", false),
            ("A", false),
        ] {
            assert_eq!(Scope::whole(&form).place(name, name).is_present(), is_there, "{name}");
        }
    }
}
