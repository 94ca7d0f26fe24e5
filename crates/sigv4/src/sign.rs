//! Signs requests, as an SDK does: for tests, benchmarks and command-line tools.

use std::borrow::Cow;
use std::time::Duration;

use model::Timestamp;

use crate::ALGORITHM;
use crate::canonical::{Canonical, hex};
use crate::credential::Scope;
use crate::date::Moment;
use crate::encoding;
use crate::head::{BodyHash, Head};
use crate::key::SigningKey;
use crate::path::PathForm;
use crate::query::{self, Query};
use crate::refusal::Refusal;
use crate::signed_headers;

/// Headers that proxies or libraries change or add after signing; no SDK signs them.
const NEVER_SIGNED: [&str; 12] = [
    "authorization",
    "amz-sdk-invocation-id",
    "amz-sdk-request",
    "connection",
    "expect",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
];

/// Whether the hash of the body is also sent, as `x-amz-content-sha256`. It is signed in either case.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ContentHash {
    /// As SDKs do for IAM and STS.
    #[default]
    Implied,
    /// As some SDKs do for some services.
    Sent,
}

/// Who signs, for what. It shows nothing of itself: it has no `Debug`.
#[derive(Clone, Copy)]
pub struct Signer<'a> {
    /// The id of the key.
    pub access_key_id: &'a str,
    /// The secret of the key.
    pub secret: &'a str,
    /// The session token that belongs to a temporary key.
    pub session_token: Option<&'a str>,
    /// The region of the scope.
    pub region: &'a str,
    /// The service of the scope.
    pub service: &'a str,
    /// Whether the hash of the body is sent.
    pub content_hash: ContentHash,
    /// How the path is signed.
    pub path: PathForm,
}

/// What is signed, and the signature of it.
pub(crate) struct Signed {
    pub(crate) signed_headers: String,
    pub(crate) signature: String,
    #[cfg(test)]
    pub(crate) canonical: String,
}

impl<'a> Signer<'a> {
    /// A signer as the SDKs for IAM and STS have it, with a long-term key.
    pub const fn new(access_key_id: &'a str, secret: &'a str, region: &'a str, service: &'a str) -> Self {
        Self {
            access_key_id,
            secret,
            session_token: None,
            region,
            service,
            content_hash: ContentHash::Implied,
            path: PathForm::Normalized,
        }
    }

    /// The headers to add to a request: date, session token, hash and Authorization, those that apply, names in
    /// lower case. The head must have a `host`, and none of them yet.
    pub fn headers(
        &self,
        head: &Head<'_>,
        body: &BodyHash,
        now: Timestamp,
    ) -> Result<Vec<(&'static str, String)>, Refusal> {
        let moment = Moment::of(now);
        let mut added = vec![("x-amz-date", moment.basic().to_owned())];
        if let Some(token) = self.session_token {
            added.push(("x-amz-security-token", token.to_owned()));
        }
        if self.content_hash == ContentHash::Sent {
            added.push(("x-amz-content-sha256", body.hex()));
        }
        let mut headers = head.headers.to_vec();
        headers.extend(added.iter().map(|(name, value)| (*name, value.as_bytes())));

        let head = Head { headers: &headers, ..*head };
        let Signed { signed_headers, signature, .. } =
            self.sign(&head, &Query::parse(head.query)?, body, &moment)?;
        let credential = self.credential(&moment);
        added.push((
            "authorization",
            format!(
                "{ALGORITHM} Credential={credential}, SignedHeaders={signed_headers}, Signature={signature}"
            ),
        ));
        Ok(added)
    }

    /// The query of a presigned request: that of `head`, with what was added to it.
    pub fn presigned_query(
        &self,
        head: &Head<'_>,
        body: &BodyHash,
        now: Timestamp,
        lifetime: Duration,
    ) -> Result<String, Refusal> {
        let moment = Moment::of(now);
        let mut query = head.query.to_owned();
        let expires = lifetime.as_secs().to_string();
        append(&mut query, query::X_ALGORITHM, ALGORITHM);
        append(&mut query, query::X_CREDENTIAL, &self.credential(&moment));
        append(&mut query, query::X_DATE, moment.basic());
        append(&mut query, query::X_SIGNED_HEADERS, &names_to_sign(head));
        append(&mut query, query::X_EXPIRES, &expires);
        if let Some(token) = self.session_token {
            append(&mut query, query::X_TOKEN, token);
        }
        let signed = self.sign(head, &Query::parse(&query)?, body, &moment)?;
        append(&mut query, query::X_SIGNATURE, &signed.signature);
        Ok(query)
    }

    pub(crate) fn sign<'h>(
        &self,
        head: &Head<'h>,
        query: &Query<'h>,
        body: &BodyHash,
        moment: &Moment,
    ) -> Result<Signed, Refusal> {
        let list = names_to_sign(head);
        signed_headers::check(&list, head)?;
        let canonical = Canonical { head, query, signed_headers: &list, path: self.path };
        let scope = Scope { date: moment.day(), region: self.region, service: self.service };
        let key = SigningKey::derive(self.secret, scope.date, scope.region, scope.service);
        let signature = hex(&key.sign(moment, &scope, &canonical.hash(body)));
        Ok(Signed {
            signature: String::from_utf8_lossy(&signature).into_owned(),
            #[cfg(test)]
            canonical: {
                let mut text = Vec::new();
                canonical.write(body, &mut text);
                String::from_utf8_lossy(&text).into_owned()
            },
            signed_headers: list,
        })
    }

    fn credential(&self, moment: &Moment) -> String {
        [self.access_key_id, moment.day(), self.region, self.service, crate::TERMINATOR].join("/")
    }
}

/// The names of the headers to sign, sorted, each once.
fn names_to_sign(head: &Head<'_>) -> String {
    let names = head.headers.iter().map(|(name, _)| *name);
    let mut names: Vec<_> = names.filter(|name| !NEVER_SIGNED.contains(name)).collect();
    names.sort_unstable();
    names.dedup();
    names.join(";")
}

fn append(query: &mut String, name: &str, value: &str) {
    let mut encoded = Vec::new();
    encoding::encode(value.as_bytes(), &mut encoded);
    let joint = if query.is_empty() { "" } else { "&" };
    let value = String::from_utf8(encoded).map_or(Cow::Borrowed(""), Cow::Owned); // encoded text is ASCII
    for part in [joint, name, "=", &value] {
        query.push_str(part);
    }
}
