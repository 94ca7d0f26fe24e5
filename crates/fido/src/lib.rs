//! Security keys and passkeys: registering one, and signing in with it.
//!
//! The ceremonies are those of [Web Authentication](https://www.w3.org/TR/webauthn-3/), done by `webauthn-rs-core`; this
//! crate decides what is asked for, gives each refusal its own name, and checks what that crate leaves to others: the answer's
//! size, frames of other origins, the user handle. A ceremony has two halves. The first gives `options` for the browser and a
//! state that belongs on the server; the second takes that state and the browser's answer. A state must be used once and
//! only for a few minutes: whoever keeps it sees to that.
//!
//! A key is a *second* factor here: touching it is enough. One that verified its user when it was registered (by PIN or
//! finger) must do so at every sign-in, so that a thief of key and password cannot ask it for less.
//!
//! What the FIDO Alliance says of models of keys, and so which of them are certified, is in [`metadata`].
//!
//! No clock, no input or output. Challenges are drawn by `webauthn-rs-core` itself.

mod attestation;
mod ceremony;
mod credential;
pub mod metadata;
mod party;
mod refusal;
mod response;
#[cfg(feature = "testing")]
pub mod testing;

pub use attestation::{Aaguid, Attestation, AttestationFormat, Der, Trust};
pub use ceremony::{
    Begun, CEREMONY_SECONDS, Fido, PendingRegistration, PendingSignIn, Person, Registered, SignedIn,
    names_just,
};
pub use credential::Credential;
pub use party::{NoRelyingParty, RelyingParty};
pub use refusal::Refusal;
pub use response::{LONGEST_RESPONSE, claimed_id};
