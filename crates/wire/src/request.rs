//! What both doors do with a request: who sent it, and where it came from.

use std::fmt;
use std::net::IpAddr;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, REFERER, USER_AGENT};
use http::{HeaderMap, request};
use model::Timestamp;
use service::{Api, Caller, Error, Origin, Service, Transport, authenticate};
use sigv4::{BodyHash, Head};

/// The id of a request, which its event has too.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
/// A header of our own, because AWS's message stays as it is to the last byte.
pub const EXPLANATION: HeaderName = HeaderName::from_static("x-bartizan-authorization-message");

/// How many seconds the clock of a device is ahead of ours, in the answer to a right pair; AWS's body has no place for it either.
pub const CLOCK_OFFSET: HeaderName = HeaderName::from_static("x-bartizan-clock-offset-seconds");

/// A request as it was received: nothing of it is decoded.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// The head.
    pub parts: &'a request::Parts,
    /// The body, whole.
    pub body: &'a Bytes,
    /// The address of the client.
    pub address: IpAddr,
    /// How the request came.
    pub transport: Transport,
    /// When.
    pub now: Timestamp,
}

// Query, headers and body hold tokens and codes: only what tells requests apart is shown (rule R7).
impl fmt::Debug for Request<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.parts.method)
            .field("path", &self.parts.uri.path())
            .field("body_bytes", &self.body.len())
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

/// The region of what is signed for none.
const UNSIGNED_REGION: &str = "us-east-1";

/// More of a header is seen by no event and no policy.
const LONGEST_HEADER: usize = 512;

impl Request<'_> {
    /// Who sent it, for an operation of this service, and what its event says of where it came from.
    ///
    /// # Errors
    /// Why it is not known to come from a caller of ours.
    pub(crate) async fn verified(
        &self,
        service: &Service,
        api: Api,
        request_id: &str,
    ) -> Result<(Caller, Origin), Error> {
        let headers: Vec<_> =
            self.parts.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let head = Head {
            method: self.parts.method.as_str(),
            path: self.parts.uri.path(),
            query: self.parts.uri.query().unwrap_or_default(),
            headers: &headers,
        };
        let body = BodyHash::of(self.body);
        let authenticated = authenticate(service, &head, &body, api, self.address, self.now).await?;
        let origin = Origin { region: authenticated.region, ..self.unproven(request_id) };
        Ok((authenticated.caller, origin))
    }

    /// Where a request came from that is signed for no region.
    pub(crate) fn unproven(&self, request_id: &str) -> Origin {
        Origin {
            address: self.address,
            transport: self.transport,
            user_agent: text(&self.parts.headers, USER_AGENT).unwrap_or_default(),
            language: None,
            referer: text(&self.parts.headers, REFERER),
            region: UNSIGNED_REGION.to_owned(),
            request_id: request_id.to_owned(),
        }
    }
}

/// Whether a body is said to be of a type, in UTF-8.
pub fn is_of_type(headers: &HeaderMap, wanted: &str) -> bool {
    let mut types = headers.get_all(CONTENT_TYPE).iter();
    let (Some(given), None) = (types.next(), types.next()) else { return false };
    let Ok(given) = given.to_str() else { return false };
    let (kind, parameters) = given.split_once(';').unwrap_or((given, ""));
    let parameters = parameters.trim();
    kind.trim().eq_ignore_ascii_case(wanted)
        && (parameters.is_empty() || parameters.eq_ignore_ascii_case("charset=utf-8"))
}

/// A header that events or policies see, as much of it as they shall.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    // A header that is text is ASCII, so that bytes are characters.
    let given = headers.get(name)?.to_str().ok()?;
    Some(given.get(..LONGEST_HEADER).unwrap_or(given).to_owned())
}
