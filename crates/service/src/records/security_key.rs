//! The documents of security keys: what is kept of one, and what one was asked.

use fido::metadata::Certification;
use fido::{Attestation, Credential, PendingRegistration, PendingSignIn};
use model::{AccountId, DeviceId, SecurityKeyName, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Document, Owner};

/// A security key, or a passkey. Its name and its serial number are in its owner's note of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SecurityKey {
    /// The version of this document's form.
    pub schema: u32,
    /// The account.
    pub account: AccountId,
    /// The key's id, for ever: the end of its serial number.
    pub id: DeviceId,
    /// Whose it is. A key is never spare.
    pub owner: Owner,
    /// Since when it is registered.
    pub created: Timestamp,
    /// When it signed last.
    pub last_used: Option<Timestamp>,
    /// What its signatures are verified with. Nothing in it is secret.
    pub credential: Credential,
    /// What it said about its make.
    pub attestation: Attestation,
    /// What it was certified as when it was registered.
    pub certification: Certification,
}

impl SecurityKey {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for SecurityKey {}

/// What was asked of somebody's security keys, and not answered yet. Answering removes it, rightly or wrongly, so no answer counts
/// twice.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyQuestion {
    /// The version of this document's form.
    pub schema: u32,
    /// From this moment on no answer counts.
    pub expires: Timestamp,
    /// What the browser is told, as JSON.
    pub options: String,
    /// What an answer is judged by.
    pub asked: Asked,
    /// With which other questions it shares the room that there is.
    #[serde(default, skip_serializing_if = "Asker::is_in_session")]
    pub asker: Asker,
}

/// Who was there when a key was asked: too many questions push out others of their own kind only.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Asker {
    /// Somebody in a session.
    #[default]
    Session,
    /// Somebody who is signing in, in a browser that signed in before.
    Browser(String),
    /// Somebody who is signing in from this network, of whom only a password is known.
    Network(String),
}

/// What was asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Asked {
    /// To make a credential.
    Registration {
        /// Whose it shall be.
        owner: Owner,
        /// What the key shall be called.
        name: SecurityKeyName,
        /// The half-done ceremony.
        state: Box<PendingRegistration>,
    },
    /// To sign.
    SignIn {
        /// The half-done ceremony.
        state: Box<PendingSignIn>,
    },
}

impl Asker {
    fn is_in_session(&self) -> bool {
        *self == Self::Session
    }
}

impl KeyQuestion {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for KeyQuestion {}

/// The name that the keys of this installation know it by. Under another name none of them would answer (rule R22).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RelyingPartyName {
    /// The version of this document's form.
    pub schema: u32,
    /// The RP id: a host name.
    pub id: String,
    /// Since the first key was registered.
    pub since: Timestamp,
}

impl RelyingPartyName {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for RelyingPartyName {}
