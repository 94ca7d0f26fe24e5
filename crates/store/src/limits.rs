//! How large things may be. Every engine refuses more, with the same words.
//!
//! IAM's own quotas keep honest documents far below these; they bound what a mistake can do to memory.

use crate::Invalid;

/// Bytes of a key.
pub const KEY_BYTES: usize = 1024;
/// Bytes of a document or an event.
pub const BODY_BYTES: usize = 1024 * 1024;
/// Expectations, writes and events of a batch, together.
pub const BATCH_PARTS: usize = 512;
/// Bytes of all bodies of a batch.
pub const BATCH_BYTES: usize = 8 * 1024 * 1024;
/// Keys of one `get`.
pub const KEYS: usize = 1024;
/// Documents or events of one page: a list looks at 1,000, and one more to know whether it ends.
pub const PAGE: usize = 1024;
/// Bytes of all bodies of a piece of an export: one of the largest fits.
pub const EXPORT_BYTES: usize = BODY_BYTES;
/// The largest account number.
pub const ACCOUNT: u64 = 999_999_999_999;
/// The last moment that can be told, in microseconds since 1970: engines count in signed numbers.
pub const MICROS: u64 = i64::MAX as u64 / 2;

/// Whether a page may be this long.
///
/// # Errors
/// It is longer than [`PAGE`].
pub const fn check_page(limit: usize) -> Result<(), Invalid> {
    if limit > PAGE { Err(Invalid::PageTooLong { limit }) } else { Ok(()) }
}

/// Whether so many keys may be asked for at once.
///
/// # Errors
/// They are more than [`KEYS`].
pub const fn check_keys(keys: usize) -> Result<(), Invalid> {
    if keys > KEYS { Err(Invalid::TooManyKeys { keys }) } else { Ok(()) }
}

/// Whether this is an account number.
///
/// # Errors
/// It has more than twelve digits.
pub const fn check_account(account: u64) -> Result<(), Invalid> {
    if account > ACCOUNT { Err(Invalid::NotAnAccount { account }) } else { Ok(()) }
}

/// Whether engines can hold this time.
///
/// # Errors
/// It is after [`MICROS`].
pub const fn check_micros(micros: u64) -> Result<(), Invalid> {
    if micros > MICROS { Err(Invalid::TimeTooLate { micros }) } else { Ok(()) }
}
