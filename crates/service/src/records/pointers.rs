//! Small documents that lead to others.

use model::{AccountId, RoleId, Timestamp, UserId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{AliasClaim, Document};

/// Who owns a device or a key, or stands behind a session: by immutable id, so that nobody inherits anything by taking a name (rule R2).
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Owner {
    /// The root user of the account.
    Root,
    /// A user.
    User(UserId),
    /// A role.
    Role(RoleId),
    /// Somebody whom a provider elsewhere vouches for: nobody who is kept here, and owns nothing.
    Vouched(String),
}

impl Owner {
    /// The id: `AIDA…`, or the account's for its root user.
    pub fn id(&self, account: AccountId) -> String {
        match self {
            Self::Root => account.to_string(),
            Self::User(id) => id.to_string(),
            Self::Role(id) => id.to_string(),
            Self::Vouched(id) => id.clone(),
        }
    }
}

/// The name that an id has at the moment: of a user, a group or a role.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct NamePointer<N> {
    /// The name.
    pub name: N,
}

impl<N: Name> Document for NamePointer<N> {}

/// A name that documents hold.
pub trait Name: Clone + Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static {}

impl<N: Clone + Serialize + DeserializeOwned + Send + Sync + std::fmt::Debug + 'static> Name for N {}

/// A document that has an immutable id beside a name that may change: `id/…/` leads from the one to the other.
pub trait Identified: Document {
    /// What names it.
    type Name: Name;

    /// The id.
    fn id(&self) -> &str;
    /// Where it is, or would be.
    fn key(account: AccountId, name: &Self::Name) -> store::Key;
}

/// An index document, which says all there is to say by its key.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Present {}

impl Document for Present {}

/// Whose access key it is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeyOwner {
    /// Whose.
    pub owner: Owner,
}

impl Document for KeyOwner {}

/// When, where and for what a key was used last, to within a minute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastUsed {
    /// When.
    pub at: Timestamp,
    /// The region that was signed for.
    pub region: String,
    /// The service.
    pub service: String,
}

impl Document for LastUsed {}

/// The account that a root user's e-mail belongs to. The claim outlives the use: whoever takes an address right after it was given
/// up could be taken for who had it (rule R12).
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RootEmail {
    /// The account.
    pub account: AccountId,
    /// Since when it is given up, if it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub freed: Option<Timestamp>,
}

impl RootEmail {
    /// A claim to an address that is in use from now on.
    pub const fn of(account: AccountId) -> Self {
        Self { account, freed: None }
    }

    /// The claim to an address that is given up at a moment.
    #[must_use]
    pub const fn freed_at(&self, now: Timestamp) -> Self {
        Self { account: self.account, freed: Some(now) }
    }

    /// Whether an account, or a new one, may have the address: nobody has it, and it is the account's own of old, or has rested.
    pub fn is_open_to(&self, account: Option<AccountId>, now: Timestamp) -> bool {
        self.freed.is_some_and(|freed| account == Some(self.account) || now.since(freed) >= AliasClaim::REST)
    }
}

impl Document for RootEmail {}

/// A counter, which bounded adds move; where there is none, it is zero.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Count(pub u64);

impl Document for Count {}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use model::{AccountId, Timestamp};

    use super::RootEmail;

    #[test]
    fn r12_a_freed_root_email_rests_for_90_days_for_all_but_who_had_it() {
        let [own, other] = [111_111_111_111, 222_222_222_222].map(AccountId::new);
        let freed = Timestamp::from_secs(1_800_000_000);
        let claim = RootEmail::of(own.unwrap());
        assert!(!claim.is_open_to(own, freed) && !claim.is_open_to(None, freed), "it is in use");
        let claim = claim.freed_at(freed);
        for (days, is_open) in [(0, false), (89, false), (90, true)] {
            let later = freed.after(Duration::from_secs(days * 86_400));
            assert!(claim.is_open_to(own, later));
            assert_eq!(claim.is_open_to(other, later), is_open, "{days}");
            assert_eq!(claim.is_open_to(None, later), is_open, "{days}");
        }
    }
}
