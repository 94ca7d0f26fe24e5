//! What is signed.

use data_encoding::{BASE64, HEXLOWER};
use model::AccountId;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::EventPosition;
use vault::{Keyring, SigningKey};

use super::entries::sha256;
use crate::error::{Error, Failure};
use crate::records::{AuditDigest, AuditLetGo};

/// What a digest states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// What this is, so that one signed statement is not taken for another sort.
    pub format: String,
    /// Whose trail.
    pub account: AccountId,
    /// The digest's number: 1 is an account's first.
    pub number: u64,
    /// From this moment on, in microseconds since 1970; where the digest before ended.
    pub from: u64,
    /// Up to this moment, which it does not cover.
    pub to: u64,
    /// How many events there are.
    pub events: u64,
    /// SHA-256 of their entries, in hexadecimal digits.
    pub entries: String,
    /// SHA-256 of the statement of the digest before; none of the first.
    pub previous: Option<String>,
    /// The generation of the master key that the signing key comes from.
    pub generation: u32,
    /// The public key, in base64.
    pub public_key: String,
}

/// What the note of an account's oldest events states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LetGo {
    /// What this is.
    pub format: String,
    /// Whose trail.
    pub account: AccountId,
    /// Events before this place were let go: the moment, in microseconds since 1970,
    pub before: u64,
    /// and the id of the first event of that moment that was not, in hexadecimal digits.
    pub before_id: String,
    /// The number of the oldest digest whose entries were still there before this.
    pub digest: u64,
    /// The generation of the master key that the signing key comes from.
    pub generation: u32,
}

impl Statement {
    pub(super) const FORMAT: &str = "bartizan audit digest 1";

    /// The name of a digest: the hash of its statement's text.
    pub(super) fn name(text: &str) -> String {
        HEXLOWER.encode(&sha256(text.as_bytes()))
    }

    /// What a stored digest states, if it is one. Nothing is verified.
    pub(crate) fn read(digest: &AuditDigest) -> Option<Self> {
        parse(&digest.statement).filter(|statement: &Self| statement.format == Self::FORMAT)
    }
}

impl LetGo {
    pub(super) const FORMAT: &str = "bartizan audit let go 1";

    /// The first place whose event was not let go.
    pub(super) fn position(&self) -> Option<EventPosition> {
        let id = HEXLOWER.decode(self.before_id.as_bytes()).ok()?.try_into().ok()?;
        Some(EventPosition { micros: self.before, id })
    }

    /// What a stored note states, if it is signed for that account under a key that is there.
    pub(super) fn verified(note: &AuditLetGo, account: AccountId, keyring: &Keyring) -> Option<Self> {
        let read: Self = parse(&note.statement)?;
        let is_ours = read.format == Self::FORMAT && read.account == account;
        let key = keyring.verifying_key(read.generation).ok().flatten()?;
        (is_ours && is_signed(&key, &note.statement, &note.signature)).then_some(read)
    }
}

/// Signs a statement: its text, and the signature in base64.
pub(super) fn signed(statement: &impl Serialize, keyring: &Keyring) -> Result<(String, String), Error> {
    let failed = || Error::ServiceFailure(Failure::Sealed("digest"));
    let text = serde_json::to_string(statement).map_err(|_| failed())?;
    let signature = keyring.sign(text.as_bytes()).map_err(|_| failed())?;
    Ok((text, BASE64.encode(&signature)))
}

/// Whether a text bears a key's signature.
pub(super) fn is_signed(key: &SigningKey, text: &str, signature: &str) -> bool {
    BASE64.decode(signature.as_bytes()).is_ok_and(|signature| key.verify(text.as_bytes(), &signature))
}

fn parse<T: DeserializeOwned>(text: &str) -> Option<T> {
    serde_json::from_str(text).ok()
}
