//! The list of signed headers, `content-type;host;x-amz-date`, and what must be in it.

use crate::head::Head;
use crate::pieces::pieces;
use crate::refusal::Refusal;
use crate::rules::SIGNED_HEADERS;

/// The names in the list.
pub(crate) fn names(list: &str) -> impl Iterator<Item = &str> {
    pieces(list, b';')
}

/// Checks a list against the headers that came (R6).
pub(crate) fn check(list: &str, head: &Head<'_>) -> Result<(), Refusal> {
    if names(list).nth(SIGNED_HEADERS).is_some() {
        return Err(Refusal::Unacceptable("list of signed headers"));
    }
    // Without the host, a request for one server could be replayed at another one that knows the same key.
    if !names(list).any(|name| name == "host") {
        return Err(Refusal::HostNotSigned);
    }
    in_order(list)?;
    every_amz_header_is_signed(list, head)?;
    every_signed_header_came(list, head)
}

/// Lower-case, sorted, each once: the canonical form, of which there is one for a set of headers.
fn in_order(list: &str) -> Result<(), Refusal> {
    let mut before = "";
    for name in names(list) {
        if name <= before || !name.bytes().all(is_name_byte) {
            return Err(Refusal::SignedHeadersOutOfOrder(list.to_owned()));
        }
        before = name;
    }
    Ok(())
}

/// The characters of a header name (RFC 9110, section 5.6.2), lower-case; above all no line ends, and no `:`.
const fn is_name_byte(byte: u8) -> bool {
    matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'!' | b'#' | b'$' | b'%' | b'&' | b'\'' | b'*')
        || matches!(byte, b'+' | b'^' | b'`' | b'|' | b'~')
}

/// An `x-amz-` header that is not signed may have been added on the way: another session token, another target.
/// There is no exception: the SDKs sign them all, `x-amz-user-agent` included. (`amz-sdk-…` and `x-amzn-trace-id`,
/// which they do not sign, are other names, and nothing here reads them.)
fn every_amz_header_is_signed(list: &str, head: &Head<'_>) -> Result<(), Refusal> {
    let mut amz = head.headers.iter().map(|(name, _)| *name).filter(|name| name.starts_with("x-amz-"));
    match amz.find(|present| !names(list).any(|name| name == *present)) {
        Some(name) => Err(Refusal::HeaderNotSigned(name.to_owned())),
        None => Ok(()),
    }
}

/// A header that was signed and is gone was taken away on the way. To sign a header that is absent is not possible.
fn every_signed_header_came(list: &str, head: &Head<'_>) -> Result<(), Refusal> {
    match names(list).find(|name| !head.headers.iter().any(|(present, _)| present == name)) {
        Some(name) => Err(Refusal::SignedHeaderAbsent(name.to_owned())),
        None => Ok(()),
    }
}
