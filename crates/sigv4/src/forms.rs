//! The two forms in which a request says who signed it: by its headers, or by its query.

use std::borrow::Cow;
use std::time::Duration;

use data_encoding::HEXLOWER;

use crate::ALGORITHM;
use crate::authorization::{self, Date};
use crate::date::Moment;
use crate::head::Notable;
use crate::query::{self, Query};
use crate::refusal::Refusal;
use crate::rules::{LONGEST_WISH, Rules};

/// What a request says of its signature, in whichever form it said so.
#[derive(Clone)]
pub(crate) struct Seal<'a> {
    pub(crate) credential: Cow<'a, str>,
    pub(crate) signed_headers: Cow<'a, str>,
    /// Nothing if it is not even the text of a signature: it then matches none.
    pub(crate) signature: Option<[u8; 32]>,
    pub(crate) moment: Moment,
    /// How long after its moment it is good, if the request is presigned.
    pub(crate) lifetime: Option<Duration>,
    pub(crate) session_token: Option<Cow<'a, str>>,
}

/// Finds the form and reads it: steps 2 to 5 of AWS's order.
pub(crate) fn read<'a>(
    notable: &Notable<'a>,
    query: &Query<'a>,
    rules: &Rules<'_>,
) -> Result<Seal<'a>, Refusal> {
    match (notable.authorization, query.presigned_by()) {
        (None | Some(b""), None) => Err(Refusal::MissingAuthenticationToken),
        (None, Some(_)) => from_query(notable, query, rules),
        (Some(text), _) => match query.signing_parameter() {
            // Which of the two counts? Neither: a proxy may have looked at the other one.
            Some(parameter) => Err(Refusal::TwoMechanisms(parameter)),
            None => from_headers(text, notable),
        },
    }
}

fn from_headers<'a>(text: &'a [u8], notable: &Notable<'a>) -> Result<Seal<'a>, Refusal> {
    let date = if notable.amz_date.or(notable.date).is_some() { Date::Present } else { Date::Absent };
    let header = authorization::parse_with_date(utf8(text, "Authorization")?, date)?;
    let moment = match (notable.amz_date, notable.date) {
        (Some(text), _) => Moment::parse_basic(text)?,
        (None, text) => Moment::parse_header(text.unwrap_or_default())?,
    };
    Ok(Seal {
        credential: Cow::Borrowed(header.credential),
        signed_headers: Cow::Borrowed(header.signed_headers),
        signature: signature(header.signature),
        moment,
        lifetime: None,
        session_token: notable
            .security_token
            .map(|token| utf8(token, "X-Amz-Security-Token").map(Cow::Borrowed))
            .transpose()?,
    })
}

fn from_query<'a>(notable: &Notable<'a>, query: &Query<'a>, rules: &Rules<'_>) -> Result<Seal<'a>, Refusal> {
    // The token of a presigned request is in its query. A second one beside it could only confuse.
    if notable.security_token.is_some() {
        return Err(Refusal::TokenOutsideQuery);
    }
    let algorithm = query.signing(query::X_ALGORITHM)?;
    if let Some(other) = algorithm.as_deref().filter(|algorithm| *algorithm != ALGORITHM) {
        return Err(Refusal::UnsupportedAlgorithm(other.to_owned()));
    }
    let credential = query.signing(query::X_CREDENTIAL)?;
    let given = query.signing(query::X_SIGNATURE)?;
    let signed_headers = query.signing(query::X_SIGNED_HEADERS)?;
    let date = query.signing(query::X_DATE)?;
    let expires = query.signing(query::X_EXPIRES)?;
    let session_token = query.signing(query::X_TOKEN)?;
    let missing = [
        (algorithm.is_none(), query::X_ALGORITHM),
        (credential.is_none(), query::X_CREDENTIAL),
        (given.is_none(), query::X_SIGNATURE),
        (signed_headers.is_none(), query::X_SIGNED_HEADERS),
        (date.is_none(), query::X_DATE),
        (expires.is_none(), query::X_EXPIRES),
    ];
    let (Some(credential), Some(given), Some(signed_headers), Some(date), Some(expires), Some(_)) =
        (credential, given, signed_headers, date, expires, algorithm)
    else {
        let missing =
            missing.into_iter().filter(|(is_missing, _)| *is_missing).map(|(_, name)| name).collect();
        return Err(Refusal::QueryPiecesMissing(missing));
    };
    Ok(Seal {
        credential,
        signed_headers,
        signature: signature(&given),
        moment: Moment::parse_basic(date.as_bytes())?,
        lifetime: Some(lifetime(&expires, rules)?),
        session_token,
    })
}

/// How long a presigned request is good: as it says in `X-Amz-Expires`, digits alone, but never longer than the rules allow
/// (R6). SDKs ask for an hour where nobody says anything, so a longer wish is cut and not refused; AWS refuses above a week.
fn lifetime(expires: &str, rules: &Rules<'_>) -> Result<Duration, Refusal> {
    let is_number = (1..=9).contains(&expires.len()) && expires.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if is_number { expires.parse().ok() } else { None };
    match seconds.map(Duration::from_secs) {
        Some(wish) if !wish.is_zero() && wish <= LONGEST_WISH => Ok(wish.min(rules.presigned_lifetime)),
        _ => Err(Refusal::Expires { given: expires.to_owned(), most: LONGEST_WISH }),
    }
}

/// 64 lower-case hexadecimal digits.
fn signature(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    let fits = HEXLOWER.decode_len(text.len()) == Ok(bytes.len());
    (fits && HEXLOWER.decode_mut(text.as_bytes(), &mut bytes).is_ok()).then_some(bytes)
}

fn utf8<'a>(bytes: &'a [u8], header: &'static str) -> Result<&'a str, Refusal> {
    str::from_utf8(bytes).map_err(|_| Refusal::Unreadable(header))
}
