//! The document of an account, with its root user.

use model::{AccountAlias, AccountId, Timestamp};
use serde::{Deserialize, Serialize};

use vault::Sealed;

use super::unsettled::Unsettled;
use super::{Credentials, Document};

/// An account.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "StoredAccount")]
pub struct Account {
    /// The version of this document's form.
    pub schema: u32,
    /// The account's number.
    pub id: AccountId,
    /// What people call it.
    pub name: String,
    /// Where its root user is reached, as it was typed.
    pub email: String,
    /// Since when it exists.
    pub created: Timestamp,
    /// What its root user proves an identity with.
    pub root: Credentials,
    /// Sessions issued before this are over, whoever's they are.
    pub sessions_valid_after: Timestamp,
    /// The name that it goes by where people sign in, if it has one. The global claim to it is written with it.
    pub alias: Option<AccountAlias>,
    /// The aliases that it gave up and that rest, oldest first: so many at most, for one account could else take the names of
    /// an installation one after the other (rule R16).
    pub resting_aliases: Vec<RestingAlias>,
    /// Whether nobody signs in to the console without MFA.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mfa_required: bool,
    /// Where its owner is called, in the international form `+4915112345678`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// The root e-mail that is asked for in place of the present one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email_change: Option<EmailChange>,
    /// Whom its users ask who cannot sign in, in its administrators' words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help_text: Option<String>,
    /// Whether its users may have recovery codes. Its root user may in any case.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub user_recovery_codes: bool,
    /// What of it was changed a short while ago, and does not recover yet.
    #[serde(skip_serializing_if = "Unsettled::is_empty")]
    pub unsettled: Unsettled,
    /// Whether the operator switched off that its root user recovers by alternative factors.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub alternative_factors_off: bool,
    /// Whether the account asked for session tokens of AWS's second version.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub second_tokens: bool,
}

/// A root e-mail that is asked for. It counts for nothing until it is confirmed: whoever asks may have mistyped it, or have none
/// of the right to it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EmailChange {
    /// The address, as it was typed.
    pub email: String,
    /// When it was asked for.
    pub asked: Timestamp,
    /// The code that was sent to it. Before there was one, the operator alone confirmed an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<EmailCode>,
}

/// A code that proves that an address can be read.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EmailCode {
    /// The code. Six digits are found from any hash: so it is sealed.
    pub sealed: Sealed,
    /// From this moment on it is worth nothing.
    pub until: Timestamp,
    /// How many wrong ones were said.
    pub wrong: u32,
}

/// An alias that was given up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestingAlias {
    /// The alias.
    pub alias: AccountAlias,
    /// Since when it rests.
    pub freed: Timestamp,
}

/// An account in every form that was ever written.
#[derive(Deserialize)]
struct StoredAccount {
    id: AccountId,
    name: String,
    email: String,
    created: Timestamp,
    root: Credentials,
    #[serde(default)]
    sessions_valid_after: Timestamp,
    /// Form 1 knew no aliases.
    #[serde(default)]
    alias: Option<AccountAlias>,
    #[serde(default)]
    resting_aliases: Vec<RestingAlias>,
    #[serde(default)]
    mfa_required: bool,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    email_change: Option<EmailChange>,
    #[serde(default)]
    help_text: Option<String>,
    #[serde(default)]
    user_recovery_codes: bool,
    #[serde(default)]
    unsettled: Unsettled,
    #[serde(default)]
    alternative_factors_off: bool,
    #[serde(default)]
    second_tokens: bool,
}

impl From<StoredAccount> for Account {
    fn from(stored: StoredAccount) -> Self {
        Self {
            schema: Self::SCHEMA,
            id: stored.id,
            name: stored.name,
            email: stored.email,
            created: stored.created,
            root: stored.root,
            sessions_valid_after: stored.sessions_valid_after,
            alias: stored.alias,
            resting_aliases: stored.resting_aliases,
            mfa_required: stored.mfa_required,
            phone: stored.phone,
            email_change: stored.email_change,
            help_text: stored.help_text,
            user_recovery_codes: stored.user_recovery_codes,
            unsettled: stored.unsettled,
            alternative_factors_off: stored.alternative_factors_off,
            second_tokens: stored.second_tokens,
        }
    }
}

impl Account {
    /// The form written today.
    pub const SCHEMA: u32 = 2;
    /// So many aliases that it gave up can rest at once.
    pub const MOST_RESTING_ALIASES: usize = 10;
}

impl Document for Account {}
