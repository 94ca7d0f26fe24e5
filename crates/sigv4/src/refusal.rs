//! Why a request was refused, in AWS's own words where AWS has words for it.

use std::fmt;
use std::time::Duration;

use model::Timestamp;

/// The error codes of a refusal, as AWS names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// The query cannot be read.
    MalformedQueryString,
    /// The request is not signed.
    MissingAuthenticationToken,
    /// The request is signed, but not in a form that can be checked.
    IncompleteSignature,
    /// The request is signed, and the signature does not hold: for this request, this moment, or this service.
    SignatureDoesNotMatch,
}

impl Code {
    /// The code as it is written in an answer.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MalformedQueryString => "MalformedQueryString",
            Self::MissingAuthenticationToken => "MissingAuthenticationToken",
            Self::IncompleteSignature => "IncompleteSignature",
            Self::SignatureDoesNotMatch => "SignatureDoesNotMatch",
        }
    }
}

/// Why a request was refused. `Display` gives the text of the answer; it repeats what the caller sent, never a secret
/// and never what the signature would have had to be.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A part of the head is longer than anybody needs, or no such part at all.
    #[error("The {0} of the request is not acceptable.")]
    Unacceptable(&'static str),
    /// A `%` in the query that two hexadecimal digits do not follow.
    #[error("Illegal hex character in escape % pattern.")]
    IllegalEscape,
    /// A `%` at the end of a name or a value in the query.
    #[error("Incomplete trailing escape % sequence.")]
    IncompleteEscape,
    /// A signing parameter is not text.
    #[error("The query string is not UTF-8.")]
    NotUtf8,
    /// A signing parameter came twice.
    #[error(
        "AWS query-string parameter '{0}' is given more than once. Re-examine the query-string parameters."
    )]
    RepeatedParameter(&'static str),
    /// There is nothing to verify.
    #[error("Request is missing Authentication Token")]
    MissingAuthenticationToken,
    /// Signed by header, with a signing parameter in the query.
    #[error("Found both '{0}' as a query-string param and 'Authorization' as HTTP header.")]
    TwoMechanisms(&'static str),
    /// Presigned, with a session token in the headers.
    #[error("Found 'X-Amz-Security-Token' as HTTP header of a request that is signed in the query string.")]
    TokenOutsideQuery,
    /// A header that may come once came twice.
    #[error("The '{0}' header is given more than once.")]
    RepeatedHeader(&'static str),
    /// A header that has to be text is not.
    #[error("The '{0}' header is not UTF-8.")]
    Unreadable(&'static str),
    /// Another algorithm, or another scheme of authorization.
    #[error("Unsupported AWS 'algorithm': '{0}'.")]
    UnsupportedAlgorithm(String),
    /// A piece of the Authorization header is no `key=value`.
    #[error(
        "'{piece}' not a valid key=value pair (missing equal-sign) in Authorization header: '{authorization}'"
    )]
    MissingEqualSign {
        /// The piece.
        piece: String,
        /// The whole header.
        authorization: String,
    },
    /// A piece of the Authorization header came twice.
    #[error("Authorization header parameter '{0}' is given more than once.")]
    RepeatedPiece(&'static str),
    /// The header form lacks pieces.
    #[error("{} Authorization={authorization}", joined(missing))]
    HeaderPiecesMissing {
        /// What is missing.
        missing: Vec<HeaderPiece>,
        /// The whole header.
        authorization: String,
    },
    /// The query form lacks these parameters.
    #[error("{} Re-examine the query-string parameters.", joined(.0.iter().map(|name| MissingParameter(name))))]
    QueryPiecesMissing(Vec<&'static str>),
    /// The date cannot be read.
    #[error("Date must be in ISO-8601 'basic format'. Got '{0}'. See http://en.wikipedia.org/wiki/ISO_8601")]
    MalformedDate(String),
    /// `X-Amz-Expires` is not a number, or out of bounds.
    #[error("X-Amz-Expires must be between 1 and {} seconds, not '{given}'.", most.as_secs())]
    Expires {
        /// What was given.
        given: String,
        /// The longest lifetime allowed.
        most: Duration,
    },
    /// The host is not signed.
    #[error("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")]
    HostNotSigned,
    /// An `x-amz-` header came and is not signed.
    #[error("'{0}' must be a 'SignedHeader' in the AWS Authorization.")]
    HeaderNotSigned(String),
    /// A header was signed and did not come.
    #[error("'{0}' is a 'SignedHeader' in the AWS Authorization, but the request has no such header.")]
    SignedHeaderAbsent(String),
    /// The list of signed headers is not sorted, or holds what is no lower-case name of a header.
    #[error(
        "'SignedHeaders' must be lower-case names of headers in alphabetical order, each once, not '{0}'."
    )]
    SignedHeadersOutOfOrder(String),
    /// `x-amz-content-sha256` says something else than a hash: the body would not be signed.
    #[error("The 'x-amz-content-sha256' header must be the SHA-256 of the request body, not '{0}'.")]
    PayloadNotHashed(String),
    /// Signed too long ago, or past its own lifetime.
    #[error("Signature expired: {} is now earlier than {} ({} - {}.)",
        signed.basic(), now.before(*window).basic(), now.basic(), Span(*window))]
    Expired {
        /// The moment of signing.
        signed: Timestamp,
        /// Our clock, in whole seconds.
        now: Timestamp,
        /// How long the signature is good.
        window: Duration,
    },
    /// Signed too far in the future.
    #[error("Signature not yet current: {} is still later than {} ({} + {}.)",
        signed.basic(), now.after(crate::CLOCK_SKEW).basic(), now.basic(), Span(crate::CLOCK_SKEW))]
    NotYetCurrent {
        /// The moment of signing.
        signed: Timestamp,
        /// Our clock, in whole seconds.
        now: Timestamp,
    },
    /// The credential has not five parts.
    #[error(
        "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '{0}'"
    )]
    CredentialParts(String),
    /// The scope of the credential is wrong in all these ways.
    #[error("{}", joined(.0))]
    Scope(Vec<ScopeFault>),
    /// The body is another one than `x-amz-content-sha256` declares.
    #[error("The provided 'x-amz-content-sha256' header does not match what was computed.")]
    PayloadMismatch,
    /// The signature is not that of this request under this key.
    #[error(
        "The request signature we calculated does not match the signature you provided. Check your AWS Secret \
        Access Key and signing method. Consult the service documentation for details."
    )]
    SignatureDoesNotMatch,
}

impl Refusal {
    /// The error code of the answer.
    pub const fn code(&self) -> Code {
        match self {
            Self::IllegalEscape | Self::IncompleteEscape | Self::NotUtf8 => Code::MalformedQueryString,
            Self::MissingAuthenticationToken => Code::MissingAuthenticationToken,
            Self::Unacceptable(_)
            | Self::RepeatedParameter(_)
            | Self::RepeatedHeader(_)
            | Self::Unreadable(_)
            | Self::UnsupportedAlgorithm(_)
            | Self::MissingEqualSign { .. }
            | Self::RepeatedPiece(_)
            | Self::HeaderPiecesMissing { .. }
            | Self::QueryPiecesMissing(_)
            | Self::MalformedDate(_)
            | Self::Expires { .. }
            | Self::CredentialParts(_) => Code::IncompleteSignature,
            Self::TwoMechanisms(_)
            | Self::TokenOutsideQuery
            | Self::HostNotSigned
            | Self::HeaderNotSigned(_)
            | Self::SignedHeaderAbsent(_)
            | Self::SignedHeadersOutOfOrder(_)
            | Self::PayloadNotHashed(_)
            | Self::Expired { .. }
            | Self::NotYetCurrent { .. }
            | Self::Scope(_)
            | Self::PayloadMismatch
            | Self::SignatureDoesNotMatch => Code::SignatureDoesNotMatch,
        }
    }
}

/// A piece that the header form must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderPiece {
    /// The credential.
    #[error("Authorization header requires 'Credential' parameter.")]
    Credential,
    /// The signature.
    #[error("Authorization header requires 'Signature' parameter.")]
    Signature,
    /// The list of signed headers.
    #[error("Authorization header requires 'SignedHeaders' parameter.")]
    SignedHeaders,
    /// A date.
    #[error("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.")]
    Date,
}

/// One thing that is wrong with a credential scope.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScopeFault {
    /// The region is no name.
    #[error("Credential should be scoped to a valid region, not '{0}'.")]
    Region(String),
    /// The service is none of these.
    #[error("Credential should be scoped to correct service: '{}'.", .0.join("' or '"))]
    Service(Vec<String>),
    /// The scope does not end as every scope does.
    #[error("Credential should be scoped with a valid terminator: 'aws4_request', not '{0}'.")]
    Terminator(String),
    /// The day of the scope is not that of the moment of signing.
    #[error(
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: \
        '{scope}' != '{day}', from '{moment}'."
    )]
    Date {
        /// The day of the scope.
        scope: String,
        /// The day of the moment of signing.
        day: String,
        /// The moment of signing.
        moment: String,
    },
}

#[derive(thiserror::Error, Debug)]
#[error("AWS query-string parameters must include '{0}'.")]
struct MissingParameter(&'static str);

/// `15 min`, as AWS writes it; in seconds where minutes would not be exact.
struct Span(Duration);

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_secs() {
            secs if secs.is_multiple_of(60) => write!(f, "{} min", secs / 60),
            secs => write!(f, "{secs} sec"),
        }
    }
}

/// Sentences, one after the other.
fn joined(sentences: impl IntoIterator<Item = impl fmt::Display>) -> String {
    sentences.into_iter().map(|sentence| sentence.to_string()).collect::<Vec<_>>().join(" ")
}
