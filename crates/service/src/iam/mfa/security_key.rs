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

use fido::Registered;

use crate::authorize::{RequestKeys, condition_keys};

/// What policies can ask when a key is about to be registered.
fn asked_keys() -> RequestKeys {
    RequestKeys::new().one(condition_keys::REGISTER_SECURITY_KEY, "Create")
}

/// What policies can ask of a key that was made, before it is kept: also what is known of its model.
fn fido_keys(_made: &Registered) -> RequestKeys {
    RequestKeys::new().one(condition_keys::REGISTER_SECURITY_KEY, "Activate")
}
