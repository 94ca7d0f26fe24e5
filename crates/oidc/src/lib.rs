//! Identity tokens of OpenID Connect (RFC 7519, RFC 7515): read, and verified against the keys of who issued them (RFC 7517).
//!
//! A [`Token`] is only a text that was taken apart. [`Token::prove`] is the one way to a [`Proven`]: the issuer is the one that was asked
//! for, one of its keys signed, the audience is one of those that were registered, and it is neither too early nor too late.
//!
//! Pure: the clock and the keys arrive as arguments, and nothing is fetched. Nothing in a token says how it is verified: it names an
//! algorithm and a key, and both must be what the issuer's own keys are for. `none` is no algorithm, and neither is any with a shared
//! secret.

mod algorithm;
mod claims;
mod discovery;
mod json;
mod keys;
mod proven;
mod session;
#[cfg(feature = "testing")]
pub mod testing;
mod token;

pub use algorithm::Algorithm;
pub use discovery::{Discovery, HttpsUrl, MalformedDiscovery, MalformedUrl};
pub use keys::{KeyRefused, KeySet, LONGEST_KEY_SET};
pub use proven::Proven;
pub use session::{MalformedSession, SessionWishes};
pub use token::{Expected, LONGEST_TOKEN, Refusal, SKEW, Token};
