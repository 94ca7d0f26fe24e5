//! A credential as it is kept.

use std::fmt;

use serde::{Deserialize, Serialize};
use webauthn_rs_core::proto as core;

/// The public half of a key, with its counter: what is kept of it, and all that signing in needs. Nothing in it is secret.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Credential(pub(crate) core::Credential);

impl Credential {
    /// The id by which the key knows it: up to 1,023 bytes that the key chose.
    pub fn id(&self) -> &[u8] {
        &self.0.cred_id
    }

    /// The signature counter that was last seen; 0 for keys that have none.
    pub fn counter(&self) -> u32 {
        self.0.counter
    }

    /// Whether it verified its user (PIN, finger) when it was registered, and so must at every sign-in.
    pub fn verifies_its_user(&self) -> bool {
        self.0.user_verified
    }

    /// Whether it may be copied to other devices of its owner, as synchronised passkeys are.
    pub fn can_be_copied(&self) -> bool {
        self.0.backup_eligible
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credential").field("counter", &self.0.counter).finish_non_exhaustive()
    }
}
