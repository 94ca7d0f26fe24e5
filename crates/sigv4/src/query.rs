//! The query: split, in canonical form, sorted; and what it says of a presigned request.

use std::borrow::Cow;

use crate::encoding;
use crate::refusal::Refusal;
use crate::rules::PARAMETERS;

pub(crate) const X_ALGORITHM: &str = "X-Amz-Algorithm";
pub(crate) const X_CREDENTIAL: &str = "X-Amz-Credential";
pub(crate) const X_SIGNATURE: &str = "X-Amz-Signature";
pub(crate) const X_SIGNED_HEADERS: &str = "X-Amz-SignedHeaders";
pub(crate) const X_DATE: &str = "X-Amz-Date";
pub(crate) const X_EXPIRES: &str = "X-Amz-Expires";
pub(crate) const X_TOKEN: &str = "X-Amz-Security-Token";

/// The parameters that belong to a presigned request, those first by which one is recognized.
const SIGNING: [&str; 7] =
    [X_ALGORITHM, X_CREDENTIAL, X_SIGNATURE, X_SIGNED_HEADERS, X_DATE, X_EXPIRES, X_TOKEN];
const RECOGNIZED_BY: usize = 4;

/// The parameters of a query in canonical form: percent-encoded anew, sorted by name, then by value.
#[derive(Clone, Default)]
pub(crate) struct Query<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Query<'a> {
    /// Reads a raw query. Empty pieces (`a=1&&b=2`) count for nothing, as when a form is read; a name without `=`
    /// has the empty value.
    pub(crate) fn parse(raw: &'a str) -> Result<Self, Refusal> {
        let mut pairs = Vec::new();
        for piece in raw.split('&').filter(|piece| !piece.is_empty()) {
            if pairs.len() == PARAMETERS {
                return Err(Refusal::Unacceptable("query string"));
            }
            let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
            pairs.push((encoding::canonical(name)?, encoding::canonical(value)?));
        }
        pairs.sort_unstable();
        Ok(Self { pairs })
    }

    /// The signing parameter by which this is recognized as a presigned request, if it is one.
    pub(crate) fn presigned_by(&self) -> Option<&'static str> {
        SIGNING.into_iter().take(RECOGNIZED_BY).find(|name| self.has(name))
    }

    /// The first signing parameter present: none of them has a place beside an Authorization header.
    pub(crate) fn signing_parameter(&self) -> Option<&'static str> {
        SIGNING.into_iter().find(|name| self.has(name))
    }

    fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(other, _)| other == name)
    }

    /// A signing parameter, decoded. Nothing if it is absent or empty, as AWS has it.
    pub(crate) fn signing(&self, name: &'static str) -> Result<Option<Cow<'a, str>>, Refusal> {
        let mut values = self.pairs.iter().filter(|(other, _)| other == name).map(|(_, value)| value);
        let value = values.next();
        // With two, one reader may check the first and another use the second.
        if values.next().is_some() {
            return Err(Refusal::RepeatedParameter(name));
        }
        value.filter(|value| !value.is_empty()).map(encoding::text).transpose()
    }

    /// Writes the canonical query. The signature cannot cover itself; everything else is covered, known or unknown.
    pub(crate) fn write(&self, text: &mut Vec<u8>) {
        let covered = self.pairs.iter().filter(|(name, _)| name != X_SIGNATURE);
        for (index, (name, value)) in covered.enumerate() {
            if index > 0 {
                text.extend_from_slice(b"&");
            }
            text.extend_from_slice(name.as_bytes());
            text.extend_from_slice(b"=");
            text.extend_from_slice(value.as_bytes());
        }
    }
}
