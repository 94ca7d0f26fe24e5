//! The documents of a recovery by alternative factors (`signin/recovery`), and of the call that it asks for (`calls`).

use model::{AccountId, Timestamp};
use serde::{Deserialize, Serialize};
use vault::Sealed;

use super::Document;

/// A recovery that was begun: what of the two alternative factors is proven. The browser has the secret, the store its hash (rule R5).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recovery {
    /// The version of this document's form.
    pub schema: u32,
    /// What names it among those of the account. No secret.
    pub id: String,
    /// When the password was proven for it.
    pub begun: Timestamp,
    /// SHA-256 of the secret that only the browser has that began it, in hexadecimal digits.
    pub browser_hash: String,
    /// Which password it was: one that is replaced ends the recovery.
    pub password_set: Timestamp,
    /// By what its attempts are counted.
    pub party: RecoveryParty,
    /// The language of the browser, where it has one of ours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The newest mail: those before are void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<RecoveryMail>,
    /// How many mails there were.
    #[serde(default)]
    pub mails: u32,
    /// When the mailbox was proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail_proven: Option<Timestamp>,
    /// The newest call: those before are void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call: Option<RecoveryCall>,
    /// How many calls there were.
    #[serde(default)]
    pub calls: u32,
    /// When the phone was proven.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone_proven: Option<Timestamp>,
}

/// Whose attempts are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RecoveryParty {
    /// A browser that signed in before, by a hash of what it is known by. Nobody becomes one without all factors.
    Browser(String),
    /// Whoever comes from a network.
    Network(String),
}

impl RecoveryParty {
    /// Whether it is a browser that signed in before.
    pub const fn is_known(&self) -> bool {
        matches!(self, Self::Browser(_))
    }
}

/// A mail that was sent, and what would prove that somebody reads it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryMail {
    /// SHA-256 of the secret in its link, in hexadecimal digits.
    pub link_hash: String,
    /// SHA-256 of its code, sealed: eight digits are few enough to try them all against a bare hash.
    pub code_hash: Sealed,
    /// When it was posted.
    pub sent: Timestamp,
    /// How many wrong codes were typed.
    pub tries: u32,
}

/// A call that was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryCall {
    /// What names its document.
    pub id: String,
    /// When it was asked for.
    pub asked: Timestamp,
}

/// What the recoveries of an account have cost that led to nothing, within a day.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoveryBudget {
    /// The version of this document's form.
    pub schema: u32,
    /// Of which password: who is told that somebody knows it sets another, and has the whole budget again.
    pub password_set: Timestamp,
    /// When the owner was last told that a recovery began.
    pub told: Timestamp,
    /// What each recovery has cost.
    pub spent: Vec<RecoverySpent>,
}

/// What one recovery has cost.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RecoverySpent {
    /// Which.
    pub recovery: String,
    /// Whose.
    pub party: RecoveryParty,
    /// Mails.
    pub mails: u32,
    /// Calls.
    pub calls: u32,
    /// When it last cost something.
    pub last: Timestamp,
}

/// A call of the recovery, among what is global: whoever speaks to the provider knows no account. Its key is the hash of the nonce that the
/// addresses of its callbacks hold (rule R25).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VoiceCall {
    /// The version of this document's form.
    pub schema: u32,
    /// What names it: SHA-256 of the nonce, in hexadecimal digits.
    pub id: String,
    /// Whose recovery it is for.
    pub account: AccountId,
    /// Which recovery.
    pub recovery: String,
    /// From this moment on it proves nothing.
    pub until: Timestamp,
    /// The six digits that the page shows.
    pub digits: Sealed,
    /// Where it leads.
    pub phone: String,
    /// What the addresses of its callbacks hold.
    pub nonce: Sealed,
    /// The language to speak.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How far it is.
    pub state: VoiceCallState,
    /// The provider's id of it, from whoever told it first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_id: Option<String>,
    /// How often other digits were typed, or none.
    #[serde(default)]
    pub tries: u32,
    /// How many callbacks that do not fit were told of in the trail.
    #[serde(default)]
    pub told: u32,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum VoiceCallState {
    /// It is to be placed.
    Waiting,
    /// Somebody is placing it.
    Taken {
        /// Since when.
        at: Timestamp,
        /// How often it was taken.
        times: u32,
    },
    /// The provider has it.
    Placed,
    /// Somebody answered.
    Answered,
    /// The right digits were typed.
    Right,
    /// It could not be placed.
    Failed,
    /// It ended without the right digits.
    Ended,
}

impl VoiceCallState {
    /// Whether nothing comes of it any more.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Right | Self::Failed | Self::Ended)
    }
}

impl Recovery {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl RecoveryBudget {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl VoiceCall {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for Recovery {}
impl Document for RecoveryBudget {}
impl Document for VoiceCall {}
