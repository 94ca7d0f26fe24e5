//! The fields of a request: `Action=ListUsers&Version=2010-05-08&…`, in the query, in the body, or in both.

use std::borrow::Cow;

use super::{Form, FormError};

/// Why the fields cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedForm {
    /// A `%` is not followed by two hexadecimal digits.
    #[error("A percent sign in the request is not followed by two hexadecimal digits.")]
    Escape,
    /// The decoded bytes are no text.
    #[error("The request holds bytes that are not UTF-8.")]
    NotUtf8,
    /// A NUL, which no field may hold.
    #[error("The request holds a NUL character.")]
    Nul,
    /// A field is there twice, or there are too many.
    #[error("The request cannot be read: {0}.")]
    Fields(#[from] FormError),
}

/// Reads the fields of query and body. A field that is in both is refused: what reads one must not miss the other (rule R6).
///
/// # Errors
/// If an escape is malformed, the bytes are no text, or a field is there twice.
pub fn decode<'a>(query: &'a str, body: &'a [u8]) -> Result<Form<'a>, MalformedForm> {
    let mut fields = Vec::new();
    for part in [query.as_bytes(), body] {
        for pair in part.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()) {
            if fields.len() > Form::MOST_FIELDS {
                return Err(FormError::TooMany.into());
            }
            let at = pair.iter().position(|byte| *byte == b'=').unwrap_or(pair.len());
            let (name, value) = pair.split_at(at);
            fields.push((text(name)?, text(value.get(1..).unwrap_or_default())?));
        }
    }
    Ok(Form::new(fields)?)
}

/// A name or a value: `+` is a space, `%XX` a byte.
fn text(encoded: &[u8]) -> Result<Cow<'_, str>, MalformedForm> {
    let plain = !encoded.iter().any(|byte| matches!(byte, b'%' | b'+'));
    let text = if plain {
        Cow::Borrowed(str::from_utf8(encoded).map_err(|_| MalformedForm::NotUtf8)?)
    } else {
        Cow::Owned(String::from_utf8(unescaped(encoded)?).map_err(|_| MalformedForm::NotUtf8)?)
    };
    if text.as_bytes().contains(&0) { Err(MalformedForm::Nul) } else { Ok(text) }
}

fn unescaped(encoded: &[u8]) -> Result<Vec<u8>, MalformedForm> {
    let mut bytes = Vec::with_capacity(encoded.len());
    let mut rest = encoded.iter();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => hex(rest.next())? << 4 | hex(rest.next())?,
            other => *other,
        });
    }
    Ok(bytes)
}

fn hex(digit: Option<&u8>) -> Result<u8, MalformedForm> {
    match digit {
        Some(digit @ b'0'..=b'9') => Ok(digit - b'0'),
        Some(digit @ b'a'..=b'f') => Ok(digit - b'a' + 10),
        Some(digit @ b'A'..=b'F') => Ok(digit - b'A' + 10),
        _ => Err(MalformedForm::Escape),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{MalformedForm, decode};

    #[test]
    fn fields_are_decoded_from_query_and_body() {
        let form = decode("Action=Get&Empty=&Bare", b"User+Name=a%2Bb+c&&X=%C3%A9").unwrap();
        for (name, value) in
            [("Action", "Get"), ("Empty", ""), ("Bare", ""), ("User Name", "a+b c"), ("X", "é")]
        {
            assert_eq!(form.value(name), Some(value), "{name}");
        }
        assert_eq!(form.value("Missing"), None);
    }

    #[test]
    fn what_cannot_be_read_is_refused() {
        for (query, body, error) in [
            ("", "A=%", MalformedForm::Escape),
            ("", "A=%4", MalformedForm::Escape),
            ("", "A=%zz", MalformedForm::Escape),
            ("", "%=1", MalformedForm::Escape),
            ("", "A=%FF", MalformedForm::NotUtf8),
            ("", "A=%C3", MalformedForm::NotUtf8),
            ("", "A=%00", MalformedForm::Nul),
            ("", "A\0=1", MalformedForm::Nul),
        ] {
            assert_eq!(decode(query, body.as_bytes()).unwrap_err(), error, "{body}");
        }
        assert_eq!(decode("", b"A=\xff").unwrap_err(), MalformedForm::NotUtf8);
    }

    #[test]
    fn r6_a_field_that_is_there_twice_is_refused() {
        for (query, body) in
            [("A=1", "A=1"), ("A=1&A=2", ""), ("", "A=1&B=2&A=1"), ("A=1", "%41=2"), ("", "A&A")]
        {
            assert!(
                matches!(decode(query, body.as_bytes()), Err(MalformedForm::Fields(_))),
                "{query} {body}"
            );
        }
    }

    #[test]
    fn there_are_no_more_fields_than_an_operation_can_have() {
        let body: String = (0..3_000).map(|n| format!("f{n}=&")).collect();
        assert!(matches!(decode("", body.as_bytes()), Err(MalformedForm::Fields(_))));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(query in "\\PC{0,100}", body in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode(&query, &body);
        }
    }
}
