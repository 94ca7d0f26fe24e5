//! What was received: the head of a request, and the hash of its body.

use std::fmt;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::refusal::Refusal;
use crate::rules::AUTHORIZATION;

/// What was received of a request, byte for byte, before anything was decoded.
#[derive(Clone, Copy)]
pub struct Head<'a> {
    /// The method, for example `POST`.
    pub method: &'a str,
    /// The path as it was sent, before any decoding.
    pub path: &'a str,
    /// The query as it was sent, without the `?`.
    pub query: &'a str,
    /// The headers in the order in which they came. INVARIANT: names are lower-case, or the rules about them do not hold.
    pub headers: &'a [(&'a str, &'a [u8])],
}

/// Names of headers only: their values and the query may hold session tokens (R7).
impl fmt::Debug for Head<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Head")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("headers", &names)
            .finish()
    }
}

/// The SHA-256 of the bytes of a body. It is made from the bytes, so a signature always covers them (R6); or another server vouches
/// that it did so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BodyHash([u8; 32]);

impl BodyHash {
    /// Hashes a body; an empty slice if there is none.
    pub fn of(body: &[u8]) -> Self {
        Self(Sha256::digest(body).into())
    }

    /// The hash that another server made of a body which only it received. Whoever takes it believes that server, and nothing but
    /// what that server shall do with this very body may rest on it.
    pub fn reported(hex: &str) -> Option<Self> {
        HEXLOWER.decode(hex.as_bytes()).ok()?.try_into().ok().map(Self)
    }

    /// The hash in 64 lower-case hexadecimal digits.
    pub fn hex(&self) -> String {
        HEXLOWER.encode(&self.0)
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The headers that say something about the signature.
#[derive(Default)]
pub(crate) struct Notable<'a> {
    pub(crate) authorization: Option<&'a [u8]>,
    pub(crate) amz_date: Option<&'a [u8]>,
    pub(crate) date: Option<&'a [u8]>,
    pub(crate) security_token: Option<&'a [u8]>,
    pub(crate) content_sha256: Option<&'a [u8]>,
}

impl<'a> Notable<'a> {
    /// Finds them. None may come twice: which of the two counts would be a matter of taste, and a proxy's taste may
    /// differ from ours. The same holds for `host`.
    pub(crate) fn of(head: &Head<'a>) -> Result<Self, Refusal> {
        let mut found = Self::default();
        let mut host = None;
        for &(name, value) in head.headers {
            let (place, name) = match name {
                "authorization" => (&mut found.authorization, "Authorization"),
                "x-amz-date" => (&mut found.amz_date, "X-Amz-Date"),
                "date" => (&mut found.date, "Date"),
                "x-amz-security-token" => (&mut found.security_token, "X-Amz-Security-Token"),
                "x-amz-content-sha256" => (&mut found.content_sha256, "X-Amz-Content-Sha256"),
                "host" => (&mut host, "Host"),
                _ => continue,
            };
            if place.replace(value.trim_ascii()).is_some() {
                return Err(Refusal::RepeatedHeader(name));
            }
        }
        if found.authorization.is_some_and(|value| value.len() > AUTHORIZATION) {
            return Err(Refusal::Unacceptable("Authorization header"));
        }
        Ok(found)
    }
}
