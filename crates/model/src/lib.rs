//! The nouns: names, ARNs, ids, codes, secrets, and the forms they arrive in.
//!
//! Parsing is the only way in: a value of one of these types is valid, and nobody checks it again.
//! Pure: no clock, no randomness, no input or output; what is needed of them arrives as an argument.

mod account_id;
mod secret;
mod timestamp;

pub use account_id::{AccountId, MalformedAccountId};
pub use secret::Secret;
pub use timestamp::Timestamp;
