//! What a server asks of the signatures it accepts, and the bounds within which a request is looked at.

use std::time::Duration;

use crate::head::Head;
use crate::path::PathForm;
use crate::refusal::Refusal;

/// How far the clock of a signer may be from ours, in either direction, as IAM and STS have it.
pub const CLOCK_SKEW: Duration = Duration::from_secs(15 * 60);

/// How long a presigned request may live (R6). AWS allows a week; a leaked URL should not.
pub const PRESIGNED_LIFETIME: Duration = Duration::from_secs(15 * 60);

/// The longest lifetime that a presigned request may ask for, though it does not get it: AWS's own limit.
pub(crate) const LONGEST_WISH: Duration = Duration::from_secs(7 * 24 * 3_600);

/// What a server asks of the signatures it accepts.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// The services that a credential scope may name, for example `iam` and `sts`.
    pub services: &'a [&'a str],
    /// How long a presigned request is good at most, whatever it asks for.
    pub presigned_lifetime: Duration,
    /// How the path is written when it is signed.
    pub path: PathForm,
    /// Whether the signature must cover the body.
    pub body: BodyRule,
}

/// Whether the signature of a request must cover its body.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum BodyRule {
    /// It must: whoever may leave the body unsigned may exchange it (R6).
    #[default]
    Signed,
    /// It need not: what an object store grants its clients over TLS. A presigned request then leaves it out.
    MayBeUnsigned,
}

impl<'a> Rules<'a> {
    /// The rules of a server that speaks for these services.
    pub const fn of(services: &'a [&'a str]) -> Self {
        Self {
            services,
            presigned_lifetime: PRESIGNED_LIFETIME,
            path: PathForm::Normalized,
            body: BodyRule::Signed,
        }
    }
}

// A stranger decides how long a head is; what follows keeps the work for one of them small. The server's own limits
// are tighter in practice, but this crate does not rely on them.
const HEADERS: usize = 128;
const METHOD: usize = 32;
const PATH: usize = 4 * 1024;
const QUERY: usize = 64 * 1024;
pub(crate) const AUTHORIZATION: usize = 8 * 1024;
pub(crate) const PARAMETERS: usize = 1024;
pub(crate) const SIGNED_HEADERS: usize = 64;

/// Refuses a head that nobody should spend time on.
pub(crate) fn bound(head: &Head<'_>, rules: &Rules<'_>) -> Result<(), Refusal> {
    if head.headers.len() > HEADERS {
        return Err(Refusal::Unacceptable("header list"));
    }
    // A path that is signed as it was sent could else hold the line ends of a whole canonical request.
    let is_plain = || head.path.bytes().all(|byte| byte.is_ascii_graphic());
    if head.path.len() > PATH || (rules.path == PathForm::AsSent && !is_plain()) {
        return Err(Refusal::Unacceptable("path"));
    }
    if head.query.len() > QUERY {
        return Err(Refusal::Unacceptable("query string"));
    }
    // A method with a line end in it could stand for another canonical request; HTTP allows only letters here.
    if head.method.len() > METHOD || !head.method.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Err(Refusal::Unacceptable("method"));
    }
    Ok(())
}
