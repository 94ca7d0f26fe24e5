//! A signed request as another service received it, described.

use model::input::List;
use model::{
    BodySha256, Concealed, Input, RequestHeaderName, RequestHeaderValue, RequestMethod, RequestPath,
    RequestQuery, SessionTokenText, Text,
};
use sigv4::{BodyHash, BodyRule, Head, PathForm, Rules};

use crate::records::RegisteredService;

/// So many headers a request has at most: as many as are looked at where a signature is verified.
const MOST_HEADERS: usize = 128;

/// A request as a service received it, byte for byte.
#[derive(Debug, Input)]
pub struct SignedRequest {
    /// `GET`.
    pub method: RequestMethod,
    /// The path as it was sent, before any decoding.
    pub path: RequestPath,
    /// The query as it was sent, without the `?`; absent if there was none.
    pub query: Option<Concealed<RequestQuery>>,
    /// Its headers, in the order in which they came.
    pub headers: List<DescribedHeader, MOST_HEADERS>,
    /// The SHA-256 of the body that came, in hexadecimal digits; absent if none came.
    #[input(name = "BodySha256")]
    pub body_sha256: Option<BodySha256>,
}

/// A header.
#[derive(Debug, Input)]
pub struct DescribedHeader {
    /// Its name, in upper or lower case.
    pub name: RequestHeaderName,
    /// Its value.
    pub value: Concealed<RequestHeaderValue>,
}

/// A session token that a service believes to come from who it was issued to.
#[derive(Debug, Input)]
pub struct VouchedSession {
    /// `ASIA…`
    pub access_key_id: model::AccessKeyIdText,
    /// The token that belongs to it.
    pub session_token: Concealed<SessionTokenText>,
}

impl SignedRequest {
    /// Its headers, their names in lower case.
    pub fn headers(&self) -> Vec<(String, &[u8])> {
        let header = |header: &'_ DescribedHeader| header.name.as_str().to_ascii_lowercase();
        self.headers
            .iter()
            .map(|described| (header(described), described.value.expose().as_str().as_bytes()))
            .collect()
    }

    /// Its head, with these headers.
    pub fn head<'a>(&'a self, headers: &'a [(&'a str, &'a [u8])]) -> Head<'a> {
        Head {
            method: self.method.as_str(),
            path: self.path.as_str(),
            query: self.query.as_ref().map_or("", |query| query.expose().as_str()),
            headers,
        }
    }

    /// The value of a header that came once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|header| header.name.as_str().eq_ignore_ascii_case(name));
        let value = values.next()?;
        if values.next().is_some() { None } else { Some(value.value.expose().as_str()) }
    }

    /// The hash that the service made of the body.
    pub fn body(&self) -> BodyHash {
        let reported = self.body_sha256.as_ref().and_then(|hash| BodyHash::reported(hash.as_str()));
        reported.unwrap_or_else(|| BodyHash::of(b""))
    }
}

impl RegisteredService {
    /// What is asked of the signatures of its clients: no more time than of our own (rule R6).
    pub(super) fn rules<'a>(&self, scopes: &'a [&'a str]) -> Rules<'a> {
        let body = if self.unsigned_bodies { BodyRule::MayBeUnsigned } else { BodyRule::Signed };
        Rules { body, path: path_form(scopes), ..Rules::of(scopes) }
    }
}

/// How clients sign the path: only those of S3 do it as it is sent.
fn path_form(scopes: &[&str]) -> PathForm {
    let is_s3 = |name: &&str| *name == "s3" || name.starts_with("s3-") || *name == "s3express";
    if !scopes.is_empty() && scopes.iter().all(is_s3) { PathForm::AsSent } else { PathForm::Normalized }
}
