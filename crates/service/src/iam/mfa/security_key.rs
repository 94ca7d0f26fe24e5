//! Security keys and passkeys: registering one at the console, and what it is called. None of this is in the list of operations that
//! the API has, as at AWS; what the API does with any device it does with these too.
//!
//! A ceremony has two halves. What was asked in the first is a document of the session that asked ([`question`]), gone with the
//! first answer, right or wrong, and after five minutes.

mod answer;
mod begin_registration;
mod found;
pub(crate) mod question;
mod register;
mod rename;

pub use answer::KeyAnswer;
pub use begin_registration::BeginSecurityKeyRegistration;
pub use register::RegisterSecurityKey;
pub use rename::RenameSecurityKey;

pub(crate) use found::{credential_key, find, handle, own_keys, renamed_user, serial};

use fido::metadata::Certification;

use crate::authorize::{RequestKeys, condition_keys};

/// What policies can ask when a key is about to be registered.
fn asked_keys() -> RequestKeys {
    RequestKeys::new().one(condition_keys::REGISTER_SECURITY_KEY, "Create")
}

/// What policies can ask of a key that was made, before it is kept: also what it is certified as.
/// A certification that it has not leaves its condition key absent, as AWS does: a policy that demands one with `StringEquals` does
/// not apply then, and one that denies others with `StringNotEquals` does.
fn fido_keys(held: &Certification) -> RequestKeys {
    RequestKeys::new()
        .one(condition_keys::REGISTER_SECURITY_KEY, "Activate")
        .maybe(condition_keys::FIDO_CERTIFICATION, held.fido.as_ref())
        .maybe(condition_keys::FIPS_140_2_CERTIFICATION, held.fips_140_2.as_ref())
        .maybe(condition_keys::FIPS_140_3_CERTIFICATION, held.fips_140_3.as_ref())
}
