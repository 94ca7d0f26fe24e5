//! The safe: sealing, opening, key generations, session tokens, passwords, pagination markers, signed statements.
//!
//! Everything secret in the store is sealed under a master key that is not in the store, so whoever steals the
//! store alone opens nothing. A seal says what it is for ([`Purpose`]) and where it belongs ([`Binding`]); moved
//! to another place it does not open.
//!
//! Pure: no clock, no randomness, no input or output. Salts and times are arguments; a salt must be fresh random
//! bytes each time, which is the one promise the caller has to keep.

mod backup;
mod envelope;
mod fingerprint;
mod kdf;
mod key_check;
mod keyring;
mod marker;
mod password;
mod seal;
mod session;
mod signature;

pub use backup::{BackupChain, BackupTag, WrongTag};
pub use fingerprint::FingerprintKey;
pub use kdf::Purpose;
pub use key_check::KEY_CHECK;
pub use keyring::{
    Generation, GenerationsExhausted, KeyRole, KeyState, Keyring, MalformedKeyring, NextKeyError,
};
pub use marker::{BadMarker, PositionTooLong};
pub use password::{MalformedPassword, PasswordError, StoredPassword};
pub use seal::{Binding, MalformedSeal, OpenError, Salt, SealError, Sealed};
pub use session::{IssueError, IssuedSession, LARGEST_CLAIMS, MfaContext, SessionClaims, TokenError};
pub use signature::SigningKey;
