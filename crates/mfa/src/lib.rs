//! The proof: HOTP and TOTP, what is known of a device's clock or counter, pairs, guessing, otpauth URIs, QR codes and
//! seed files.
//!
//! Pure: no clock, no randomness, no input or output. A seed's bytes, the time and the stored documents
//! ([`Known`], [`Guesses`]) arrive as arguments; the next documents are returned, and whoever commits them decides.
//!
//! The usual way of a code through this crate: [`Guesses::admit`] says whether it may be looked at,
//! [`Known::check`] looks at it, and [`Guesses::record_success`] or [`Guesses::record_failure`] remembers it.

mod bounds;
mod clock;
mod counter;
pub mod guess;
mod hotp;
mod known;
pub mod otpauth;
mod pair;
mod parameters;
pub mod qr;
mod seed;
pub mod seed_file;
mod totp;

#[cfg(test)]
mod simulation;

pub use bounds::{Bounds, Source};
pub use clock::{Check, Clock, Drift, Miss, PointBudget};
pub use counter::Counter;
pub use guess::{Admitted, Failure, Guesses, Lock, LockReason, Refusal};
pub use hotp::{Hotp, truncate};
pub use known::{Generator, Known};
pub use model::{AuthenticationCode, MalformedCode};
pub use otpauth::{Kind, MalformedOtpauth, OtpauthUri};
pub use pair::{PairSearch, Reach};
pub use parameters::{Algorithm, HotpParameters, Parameters, TokenParameters, UnknownParameters};
pub use qr::QrError;
pub use seed::{MalformedSeed, Seed};
pub use totp::Totp;

/// The number of a time step, `floor(unix time / period)` (RFC 6238, section 4.2), or the value of an HOTP counter.
pub type Step = u64;
