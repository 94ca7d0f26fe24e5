//! JSON, read strictly: no name twice in an object, at no depth, and no text deeper or longer than a policy has use for.
//!
//! A name that is given twice means different things to different readers; one of them may be whoever reviewed the policy.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// As much as any field of the API takes.
const MAX_LENGTH: usize = 131_072;

/// More than the three that a condition needs.
const MAX_DEPTH: u8 = 32;

/// A value; text is borrowed from the document where it is spelled without escapes.
#[derive(Debug)]
pub(crate) enum Json<'t> {
    Null,
    Bool(bool),
    Number(String),
    Text(Cow<'t, str>),
    List(Vec<Json<'t>>),
    Object(Vec<(Cow<'t, str>, Json<'t>)>),
}

/// The members of an object, whose values are still text.
pub(crate) type Members<'t> = Vec<(Cow<'t, str>, &'t RawValue)>;

/// Why a text was not read.
pub(crate) enum Fault {
    /// It is not JSON.
    Grammar,
    /// It is JSON, but of another shape, with a name twice, or too large.
    Shape,
}

/// Reads an object and leaves its members as they are spelled, so that their places in the text are known.
pub(crate) fn members(text: &str) -> Result<Members<'_>, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(Fault::Shape);
    }
    let mut reader = serde_json::Deserializer::from_str(text);
    let members = reader.deserialize_any(ReadMembers)?;
    reader.end()?;
    Ok(members)
}

/// Reads a list and leaves its elements as they are spelled.
pub(crate) fn elements(text: &str) -> Result<Vec<&RawValue>, Fault> {
    Ok(serde_json::from_str(text)?)
}

/// Reads a value whole.
pub(crate) fn value(text: &str) -> Result<Json<'_>, Fault> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let value = Read { depth: MAX_DEPTH }.deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Self {
        if error.is_data() { Self::Shape } else { Self::Grammar }
    }
}

struct ReadMembers;

impl<'t> Visitor<'t> for ReadMembers {
    type Value = Members<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(ReadName)? {
            members.push((name, map.next_value()?));
        }
        all_differ(&members)?;
        Ok(members)
    }
}

struct ReadName;

impl<'t> DeserializeSeed<'t> for ReadName {
    type Value = Cow<'t, str>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'t> Visitor<'t> for ReadName {
    type Value = Cow<'t, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }
}

#[derive(Clone, Copy)]
struct Read {
    depth: u8,
}

impl Read {
    fn deeper<E: Error>(self) -> Result<Self, E> {
        self.depth.checked_sub(1).map(|depth| Self { depth }).ok_or_else(|| E::custom("too deep"))
    }
}

impl<'t> DeserializeSeed<'t> for Read {
    type Value = Json<'t>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Read {
    type Value = Json<'t>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Self::Value, E> {
        Ok(Json::Number(value.to_string()))
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let below = self.deeper()?;
        let mut list = Vec::new();
        while let Some(element) = sequence.next_element_seed(below)? {
            list.push(element);
        }
        Ok(Json::List(list))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let below = self.deeper()?;
        let mut object = Vec::new();
        while let Some(name) = map.next_key_seed(ReadName)? {
            object.push((name, map.next_value_seed(below)?));
        }
        all_differ(&object)?;
        Ok(Json::Object(object))
    }
}

fn all_differ<T, E: Error>(members: &[(Cow<'_, str>, T)]) -> Result<(), E> {
    // Sorted, since an object may have thousands of members, and comparing each with each would take a second.
    let mut names: Vec<&str> = members.iter().map(|(name, _)| &**name).collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| matches!(pair, [one, other] if one == other)) {
        Some(_) => Err(E::custom("a name is given twice")),
        None => Ok(()),
    }
}
