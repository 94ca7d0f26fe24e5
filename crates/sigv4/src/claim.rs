//! What a request claims of its signer, and whether it is true.

use std::fmt;

use model::Timestamp;
use subtle::ConstantTimeEq;

use crate::canonical::{Canonical, hex};
use crate::credential::Credential;
use crate::forms::{self, Seal};
use crate::head::{BodyHash, Head, Notable};
use crate::key::SigningKey;
use crate::path::PathForm;
use crate::query::Query;
use crate::refusal::Refusal;
use crate::rules::{self, BodyRule, CLOCK_SKEW, Rules};
use crate::signed_headers;

/// Reads what a request claims of its signer, in headers or in a presigned query: steps 1 to 6 of AWS's order of
/// checks. No clock and no secret is needed. The claim keeps the head, so that no other one can be verified for it.
pub fn claim<'a>(head: &Head<'a>, rules: &Rules<'a>) -> Result<Untimed<'a>, Refusal> {
    rules::bound(head, rules)?;
    let query = Query::parse(head.query)?;
    let notable = Notable::of(head)?;
    let seal = forms::read(&notable, &query, rules)?;
    signed_headers::check(&seal.signed_headers, head)?;
    let payload = match (notable.content_sha256, rules.body) {
        (Some(value), rule) => Some(declared(value, rule)?),
        (None, BodyRule::MayBeUnsigned) if seal.lifetime.is_some() => Some(Declared::Unsigned(UNSIGNED)),
        (None, _) => None,
    };
    Ok(Untimed { head: *head, query, seal, payload, rules: *rules })
}

/// What a request claims, before it is known whether it is of today. Nothing can be asked of it but that.
#[must_use = "a claim that is not checked says nothing"]
pub struct Untimed<'a> {
    head: Head<'a>,
    query: Query<'a>,
    seal: Seal<'a>,
    payload: Option<Declared<'a>>,
    rules: Rules<'a>,
}

impl<'a> Untimed<'a> {
    /// Holds the claim against the clock, then against the rules about its scope: steps 7 to 9.
    pub fn check_time(self, now: Timestamp) -> Result<Claim<'a>, Refusal> {
        self.check_time_by(now, None)
    }

    /// The same against two clocks, where the server's own is not the one that signers go by: it is enough if the claim is timely by
    /// either. The refusal is that of the first.
    pub fn check_time_by(self, now: Timestamp, other: Option<Timestamp>) -> Result<Claim<'a>, Refusal> {
        if let Err(refusal) = self.is_timely(now)
            && other.is_none_or(|other| self.is_timely(other).is_err())
        {
            return Err(refusal);
        }
        let credential = Credential::parse(&self.seal.credential)?;
        credential.check(&self.seal.moment, &self.rules)?;
        let Self { head, query, seal, payload, rules } = self;
        Ok(Claim { head, query, seal, credential, payload, path: rules.path })
    }

    fn is_timely(&self, now: Timestamp) -> Result<(), Refusal> {
        let signed = self.seal.moment.at;
        // A presigned request says itself how long it is good; within the skew that every request is granted.
        let window = self.seal.lifetime.unwrap_or(CLOCK_SKEW);
        // The clock counts in seconds here, or a request would end within the second in which it may still be used.
        let now = Timestamp::from_secs(now.secs());
        if signed < now.before(window) {
            return Err(Refusal::Expired { signed, now, window });
        }
        if signed > now.after(CLOCK_SKEW) {
            return Err(Refusal::NotYetCurrent { signed, now });
        }
        Ok(())
    }
}

/// Nothing of a claim that may be of any day.
impl fmt::Debug for Untimed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Untimed(..)")
    }
}

/// What a request claims: well-formed, timely and in scope, but not proven. Whose key is meant may be asked now.
pub struct Claim<'a> {
    head: Head<'a>,
    query: Query<'a>,
    seal: Seal<'a>,
    credential: Credential<'a>,
    payload: Option<Declared<'a>>,
    path: PathForm,
}

impl Claim<'_> {
    /// The id of the key that is said to have signed. Any text: it is yet to be parsed and looked up.
    pub fn access_key_id(&self) -> &str {
        &self.credential.access_key_id
    }

    /// The session token, if one was sent.
    pub fn session_token(&self) -> Option<&str> {
        self.seal.session_token.as_deref()
    }

    /// The day of the scope, `20150830`: that of the moment of signing.
    pub fn date(&self) -> &str {
        &self.credential.date
    }

    /// The region of the scope: any name of up to 64 letters, digits, `-` and `_`.
    pub fn region(&self) -> &str {
        &self.credential.region
    }

    /// The service of the scope: one of those in the rules.
    pub fn service(&self) -> &str {
        &self.credential.service
    }

    /// The moment at which the request says it was signed.
    pub fn signed_at(&self) -> Timestamp {
        self.seal.moment.at
    }

    /// Whether the signature is in the query.
    pub fn is_presigned(&self) -> bool {
        self.seal.lifetime.is_some()
    }

    /// Whether the signature covers the body. It always does, unless the rules are others than [`BodyRule::Signed`].
    pub const fn is_body_signed(&self) -> bool {
        !matches!(self.payload, Some(Declared::Unsigned(_)))
    }

    /// Holds the signature against the head that was claimed of and the body that came with it: step 12. The key is the
    /// one derived for the secret of [`Self::access_key_id`] and for date, region and service of this claim.
    pub fn verify(&self, body: &BodyHash, key: &SigningKey) -> Result<Verified, Refusal> {
        let canonical = match self.payload {
            Some(Declared::Unsigned(word)) => self.canonical().hash_with(word.as_bytes()),
            Some(Declared::Hash(declared)) if declared != hex(body.bytes()) => {
                return Err(Refusal::PayloadMismatch);
            }
            Some(Declared::Hash(_)) | None => self.canonical().hash(body),
        };
        let calculated = key.sign(&self.seal.moment, &self.credential.scope(), &canonical);
        // In constant time, or the place of the first wrong byte would show, and a signature could be guessed bytewise.
        match self.seal.signature {
            Some(given) if bool::from(given.ct_eq(&calculated)) => {
                Ok(Verified { signed_at: self.signed_at(), presigned: self.is_presigned() })
            }
            _ => Err(Refusal::SignatureDoesNotMatch),
        }
    }

    pub(crate) fn canonical(&self) -> Canonical<'_, '_> {
        Canonical {
            head: &self.head,
            query: &self.query,
            signed_headers: &self.seal.signed_headers,
            path: self.path,
        }
    }

    #[cfg(test)]
    pub(crate) fn string_to_sign(&self, body: &BodyHash) -> String {
        let mut text = Vec::new();
        let canonical = self.canonical().hash(body);
        crate::canonical::write_string_to_sign(
            &self.seal.moment,
            &self.credential.scope(),
            &canonical,
            &mut text,
        );
        String::from_utf8(text).expect("a string to sign is text")
    }
}

/// Who, and when; neither token nor signature (R7).
impl fmt::Debug for Claim<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim")
            .field("access_key_id", &self.credential.access_key_id)
            .field("region", &self.credential.region)
            .field("service", &self.credential.service)
            .field("signed_at", &self.seal.moment.at)
            .field("presigned", &self.is_presigned())
            .finish_non_exhaustive()
    }
}

/// What a request says of its body.
#[derive(Clone, Copy)]
enum Declared<'a> {
    Hash(&'a [u8]),
    Unsigned(&'static str),
}

/// What stands in place of a hash where the body is not signed.
const UNSIGNED: &str = "UNSIGNED-PAYLOAD";
/// The same where a checksum follows the body. Bodies in signed chunks are no such: each of their chunks would have to be verified.
const UNSIGNED_STREAM: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/// What `x-amz-content-sha256` declares. It has to be a hash: whoever may leave the body unsigned may exchange it (R6). Where the rules
/// allow that, it may say so.
fn declared(value: &[u8], rule: BodyRule) -> Result<Declared<'_>, Refusal> {
    let is_hash = value.len() == 64 && value.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let word = || [UNSIGNED, UNSIGNED_STREAM].into_iter().find(|word| word.as_bytes() == value);
    match (is_hash, rule) {
        (true, _) => Ok(Declared::Hash(value)),
        (false, BodyRule::MayBeUnsigned) => word().map(Declared::Unsigned).ok_or_else(|| not_hashed(value)),
        (false, BodyRule::Signed) => Err(not_hashed(value)),
    }
}

fn not_hashed(value: &[u8]) -> Refusal {
    Refusal::PayloadNotHashed(String::from_utf8_lossy(value).into_owned())
}

/// The proof that a claim was verified. Only [`Claim::verify`] makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Verified {
    signed_at: Timestamp,
    presigned: bool,
}

impl Verified {
    /// The moment of signing.
    pub const fn signed_at(self) -> Timestamp {
        self.signed_at
    }

    /// Whether the signature came in the query, so that the URL alone was the credential.
    pub const fn is_presigned(self) -> bool {
        self.presigned
    }
}
