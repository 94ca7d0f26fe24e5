//! The seal: AWS Signature Version 4, verified and made.
//!
//! A request is verified in four steps, and the types allow no other order, which is the order in which AWS checks:
//!
//! 1. [`claim`] reads what the request says of its signer. It needs no clock and no secret.
//! 2. [`Untimed::check_time`] holds the moment and the scope of the signature against the clock and the [`Rules`],
//!    and gives a [`Claim`].
//! 3. The caller looks the key up by [`Claim::access_key_id`] and derives a [`SigningKey`], or takes a cached one.
//! 4. [`Claim::verify`] holds the signature against head and body, and gives a [`Verified`].
//!
//! ```
//! use bartizan_sigv4::{BodyHash, Head, Refusal, Rules, SigningKey, Verified, claim};
//! use model::Timestamp;
//!
//! fn authenticate(head: &Head<'_>, body: &[u8], now: Timestamp) -> Result<Verified, Refusal> {
//!     let claim = claim(head, &Rules::of(&["iam", "sts"]))?.check_time(now)?;
//!     let secret = "…"; // of claim.access_key_id(), if claim.session_token() belongs to it
//!     let key = SigningKey::derive(secret, claim.date(), claim.region(), claim.service());
//!     claim.verify(&BodyHash::of(body), &key)
//! }
//! ```
//!
//! Pure: no clock, no randomness, no input or output; nothing is looked up here, and nothing is remembered.
//! What is *absent*: payloads that are not signed (`UNSIGNED-PAYLOAD`), unless [`BodyRule`] allows them to a server that this one
//! answers for; payloads in signed chunks, SigV4A, and every earlier version.

mod authorization;
mod canonical;
mod claim;
mod credential;
mod date;
mod encoding;
mod forms;
mod head;
mod key;
mod path;
mod pieces;
mod query;
mod refusal;
mod rules;
pub mod sign;
mod signed_headers;

#[cfg(test)]
mod tests;

pub use authorization::{Authorization, parse_authorization};
pub use claim::{Claim, Untimed, Verified, claim};
pub use head::{BodyHash, Head};
pub use key::SigningKey;
pub use path::PathForm;
pub use refusal::{Code, HeaderPiece, Refusal, ScopeFault};
pub use rules::{BodyRule, CLOCK_SKEW, PRESIGNED_LIFETIME, Rules};

/// The one algorithm.
pub(crate) const ALGORITHM: &str = "AWS4-HMAC-SHA256";

/// What ends every credential scope.
pub(crate) const TERMINATOR: &str = "aws4_request";
