//! The Authorization header.

use crate::ALGORITHM;
use crate::pieces::{cut, pieces};
use crate::refusal::{HeaderPiece, Refusal};

/// An Authorization header of Signature Version 4, in its parts. What the parts hold is not checked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authorization<'a> {
    /// Key id and scope, `AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request`.
    pub credential: &'a str,
    /// The names of the signed headers, `host;x-amz-date`.
    pub signed_headers: &'a str,
    /// The signature in hexadecimal digits.
    pub signature: &'a str,
}

/// Reads an Authorization header. Any text may be given; what is not one is refused.
pub fn parse_authorization(text: &str) -> Result<Authorization<'_>, Refusal> {
    parse_with_date(text, Date::Present)
}

/// Whether the request has a date header: its absence is told together with what the Authorization header lacks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Date {
    Present,
    Absent,
}

pub(crate) fn parse_with_date(text: &str, date: Date) -> Result<Authorization<'_>, Refusal> {
    let text = text.trim_ascii();
    let (algorithm, parameters) = text.split_once([' ', '\t']).unwrap_or((text, ""));
    if algorithm != ALGORITHM {
        return Err(Refusal::UnsupportedAlgorithm(algorithm.to_owned()));
    }
    let found = Found::read(parameters, text)?;
    let (credential, signature, signed_headers) = (found.credential, found.signature, found.signed_headers);
    match (credential, signature, signed_headers, date) {
        (Some(credential), Some(signature), Some(signed_headers), Date::Present) => {
            Ok(Authorization { credential, signed_headers, signature })
        }
        _ => {
            let missing = [
                (credential.is_none(), HeaderPiece::Credential),
                (signature.is_none(), HeaderPiece::Signature),
                (signed_headers.is_none(), HeaderPiece::SignedHeaders),
                (date == Date::Absent, HeaderPiece::Date),
            ];
            let missing =
                missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, piece)| piece).collect();
            Err(Refusal::HeaderPiecesMissing { missing, authorization: text.to_owned() })
        }
    }
}

#[derive(Default)]
struct Found<'a> {
    credential: Option<&'a str>,
    signature: Option<&'a str>,
    signed_headers: Option<&'a str>,
}

impl<'a> Found<'a> {
    /// Reads `key=value, key=value`. Keys that mean nothing to us are passed over; an empty value is no value.
    fn read(parameters: &'a str, header: &str) -> Result<Self, Refusal> {
        let mut found = Self::default();
        for piece in pieces(parameters, b',').map(str::trim_ascii).filter(|piece| !piece.is_empty()) {
            let Some((key, value)) = cut(piece, b'=') else {
                return Err(Refusal::MissingEqualSign {
                    piece: piece.to_owned(),
                    authorization: header.to_owned(),
                });
            };
            let (place, name) = match key {
                "Credential" => (&mut found.credential, "Credential"),
                "Signature" => (&mut found.signature, "Signature"),
                "SignedHeaders" => (&mut found.signed_headers, "SignedHeaders"),
                _ => continue,
            };
            // With two, one reader may check the first and another use the second.
            if !value.is_empty() && place.replace(value).is_some() {
                return Err(Refusal::RepeatedPiece(name));
            }
        }
        Ok(found)
    }
}
