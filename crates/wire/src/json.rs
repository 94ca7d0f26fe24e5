//! JSON, as REST-JSON 1.1 writes it. A body becomes the form that inputs are read from, so that one reader says everything that is wrong
//! with an input, whichever protocol brought it.

use std::borrow::Cow;
use std::fmt;

use http::StatusCode;
use model::Form;
use model::input::FormError;
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use service::{Api, Error};

/// The body is no object of texts and further such objects.
#[derive(Debug, thiserror::Error)]
pub enum MalformedBody {
    /// It is not JSON, or not of these types.
    #[error("The body cannot be read: {0}.")]
    Json(&'static str),
    /// Its members make no form.
    #[error(transparent)]
    Fields(#[from] FormError),
}

/// Deeper than any input of ours.
const DEEPEST: usize = 4;
/// Longer than the name of any field of ours, with the names of the objects that it is in. Each text carries its whole name: without a
/// limit, one long name in front of many short members would be copied until memory ends (rule R16).
const LONGEST_NAME: usize = 128;

/// More than any object of ours has.
const MOST_MEMBERS: usize = 64;
/// More than any list of ours has.
const MOST_ITEMS: usize = 256;
/// What stands in the name of a field between a list and the number of an element.
const ITEM: &str = "member";

/// What bodies of a service are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Objects and texts: no field of the account service is anything else.
    Objects,
    /// Lists and flags too.
    ObjectsAndLists,
    /// And numbers.
    All,
}

impl Shape {
    /// The shape of a service's bodies.
    pub const fn of(api: Api) -> Self {
        match api {
            Api::Bartizan => Self::ObjectsAndLists,
            Api::CloudTrail => Self::All,
            Api::Iam | Api::Sts | Api::SignIn | Api::Account => Self::Objects,
        }
    }
}

/// Reads a body: `{"A": {"B": "x"}}` is the field `A.B`, and `{"A": ["x"]}`, where there are lists, `A.member.1`. No body says as much as
/// an empty object. Whatever else there is in JSON has no field to go to.
///
/// # Errors
/// If it is malformed, or has a member twice (rule R6).
pub fn decode(body: &[u8], shape: Shape) -> Result<Form<'static>, MalformedBody> {
    let mut fields = Vec::new();
    if !body.is_empty() {
        let mut reader = serde_json::Deserializer::from_slice(body);
        let read = Members { fields: &mut fields, name: String::new(), depth: 0, is_whole: true, shape };
        let whole = read.deserialize(&mut reader).and_then(|()| reader.end());
        // What the parser says may quote the body.
        whole.map_err(|error| {
            MalformedBody::Json(match error.classify() {
                serde_json::error::Category::Data => "a member is of another type than it must be",
                _ => "it is not JSON",
            })
        })?;
    }
    Ok(Form::new(fields)?)
}

/// A value, and where its texts go.
struct Members<'f> {
    fields: &'f mut Vec<(Cow<'static, str>, Cow<'static, str>)>,
    name: String,
    depth: usize,
    is_whole: bool,
    shape: Shape,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text or an object")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<(), E> {
        // NUL ends texts in other programs; no field of ours has any use for it.
        if self.is_whole || text.contains('\0') || self.fields.len() >= Form::MOST_FIELDS {
            return Err(E::custom("no text belongs here"));
        }
        self.fields.push((Cow::Owned(self.name), Cow::Owned(text.to_owned())));
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<(), E> {
        if self.shape == Shape::Objects {
            return Err(E::custom("no flag belongs here"));
        }
        self.visit_str(if flag { "true" } else { "false" })
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<(), E> {
        self.number(number)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        if self.shape == Shape::Objects || self.is_whole || self.depth >= DEEPEST {
            return Err(A::Error::custom("no list belongs here"));
        }
        let before = self.fields.len();
        let mut number = 0;
        loop {
            number += 1;
            let name = format!("{}.{ITEM}.{number}", self.name);
            let (depth, shape) = (self.depth + 1, self.shape);
            let item = Members { fields: &mut *self.fields, name, depth, is_whole: false, shape };
            if items.next_element_seed(item)?.is_none() {
                break;
            }
            if number >= MOST_ITEMS {
                return Err(A::Error::custom("too many"));
            }
        }
        // A list of nothing is there all the same, as the Query protocol says it.
        if self.fields.len() == before {
            return self.visit_str("");
        }
        Ok(())
    }

    // What is null is absent.
    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        if self.is_whole { Err(E::custom("nothing belongs here")) } else { Ok(()) }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        if self.depth >= DEEPEST {
            return Err(A::Error::custom("too deep"));
        }
        let mut seen = Vec::new();
        while let Some(member) = members.next_key::<String>()? {
            // `A.B` would be another way to say `{"A": {"B": …}}`.
            let is_taken = self.shape != Shape::Objects && member == ITEM;
            if is_taken
                || member.contains('.')
                || member.is_empty()
                || self.name.len() + member.len() >= LONGEST_NAME
            {
                return Err(A::Error::custom("no member is called so"));
            }
            // Two objects of one name would be one field each, and pass for one object.
            if seen.len() >= MOST_MEMBERS || seen.contains(&member) {
                return Err(A::Error::custom("a member is there twice, or too many are"));
            }
            seen.push(member.clone());
            let name = if self.name.is_empty() { member } else { format!("{}.{member}", self.name) };
            members.next_value_seed(Members {
                fields: &mut *self.fields,
                name,
                depth: self.depth + 1,
                is_whole: false,
                shape: self.shape,
            })?;
        }
        Ok(())
    }
}

impl Members<'_> {
    /// A number is the text that it is written as, without an exponent.
    fn number<E: serde::de::Error>(self, number: impl fmt::Display) -> Result<(), E> {
        if self.shape != Shape::All {
            return Err(E::custom("no number belongs here"));
        }
        self.visit_str(&number.to_string())
    }
}

/// What is answered; nothing, if there is nothing to say.
pub fn success(output: &impl Serialize) -> String {
    // Writing to memory cannot fail, and every output is made of what JSON can hold.
    let text = serde_json::to_string(output).unwrap_or_default();
    if text == "null" { String::new() } else { text }
}

/// The body of an error.
#[derive(Serialize)]
pub struct Fault {
    message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
    #[serde(rename = "fieldList", skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldFault>,
}

/// The body of an error in JSON 1.1.
#[derive(Serialize)]
pub struct NamedFault<'a> {
    #[serde(rename = "__type")]
    code: &'static str,
    message: &'a str,
}

#[derive(Serialize)]
struct FieldFault {
    name: String,
    message: String,
}

impl Fault {
    /// An error of the service.
    pub fn of(error: &Error) -> Self {
        let fields: Vec<_> =
            error.fields().into_iter().map(|(name, message)| FieldFault { name, message }).collect();
        let reason = (!fields.is_empty()).then_some("fieldValidationFailed");
        Self { message: error.message(Api::Account), reason, fields }
    }

    /// An error of the protocol.
    pub fn saying(message: &str) -> Self {
        Self { message: message.to_owned(), reason: None, fields: Vec::new() }
    }

    /// The same in JSON 1.1: with its name, and without what its services have no member for.
    pub fn named(&self, code: &'static str) -> NamedFault<'_> {
        NamedFault { code, message: &self.message }
    }
}

/// The status that an error is answered with. The same error has another one than in the Query protocol where the service models say so.
pub fn status(error: &Error) -> StatusCode {
    match error.json_code() {
        "ResourceNotFoundException" => StatusCode::NOT_FOUND,
        "ConflictException" => StatusCode::CONFLICT,
        "TooManyRequestsException" => StatusCode::TOO_MANY_REQUESTS,
        _ => crate::status::of(error),
    }
}

#[cfg(test)]
#[path = "json/tests.rs"]
mod tests;
