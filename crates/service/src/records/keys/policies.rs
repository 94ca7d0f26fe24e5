//! Keys of managed policies, and of who uses them.

use model::{AccountId, Folded, PolicyName, Text};
use store::Key;

use super::of;
use crate::records::permissions::HolderKind;

/// `policy/mfa-required/`: names of policies are unique, wherever the policies stand.
pub fn policy(account: AccountId, name: &PolicyName) -> Key {
    of(account, &[POLICIES, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of managed policies begin with.
pub const POLICIES: &str = "policy/";

/// `service-control/`
pub fn service_control(account: AccountId) -> Key {
    Key::account(account.number(), "service-control/")
}

/// How a policy is used: what a holder may do, or what bounds it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// It is attached.
    Attached,
    /// It is a boundary.
    Boundary,
}

impl Usage {
    const fn word(self) -> &'static str {
        match self {
            Self::Attached => "attached/",
            Self::Boundary => "boundary/",
        }
    }
}

/// `attached/ANPA…/user/AIDA…/`, or `boundary/…`: who uses a managed policy.
pub fn policy_usage(
    account: AccountId,
    usage: Usage,
    policy_id: &str,
    holder: HolderKind,
    holder_id: &str,
) -> Key {
    of(account, &[usage.word(), policy_id, "/", holder.word(), "/", holder_id, "/"])
}

/// What the keys of those who use a managed policy begin with: of all, or of one kind.
pub fn policy_usages(usage: Usage, policy_id: &str, holder: Option<HolderKind>) -> String {
    let [kind, end] = holder.map_or(["", ""], |kind| [kind.word(), "/"]);
    [usage.word(), policy_id, "/", kind, end].concat()
}

/// Who uses a managed policy, as such a key says: the kind and the id.
pub fn policy_user(key: &Key) -> Option<(HolderKind, &str)> {
    let mut parts = key.path.split('/').skip(2);
    let kind = HolderKind::of_word(parts.next()?)?;
    parts.next().map(|id| (kind, id))
}

/// By how many a managed policy is used.
pub fn policy_usage_count(account: AccountId, usage: Usage, policy_id: &str) -> Key {
    of(account, &["count/", usage.word(), policy_id, "/"])
}

/// What the keys of such counters begin with: at zero there is none, so there is one for each policy that is used.
pub fn policy_usage_counts(usage: Usage) -> String {
    ["count/", usage.word()].concat()
}

/// The id of the policy that such a counter is of.
pub fn counted_policy(key: &Key) -> Option<&str> {
    key.path.split('/').nth(2)
}

/// How many managed policies of its own the account has.
pub fn policy_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/policies/")
}
