//! Keys of instance profiles, and of the profiles that a role is in.

use model::{AccountId, Folded, InstanceProfileName, RoleId, Text};
use store::Key;

use super::of;

/// `instance-profile/web/`
pub fn instance_profile(account: AccountId, name: &InstanceProfileName) -> Key {
    of(account, &[INSTANCE_PROFILES, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of instance profiles begin with.
pub const INSTANCE_PROFILES: &str = "instance-profile/";

/// How many instance profiles there are.
pub fn instance_profile_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/instance-profiles/")
}

/// `role-profile/AROA…/web/`: a profile that a role is in.
pub fn role_profile(account: AccountId, role: &RoleId, profile: &InstanceProfileName) -> Key {
    of(account, &[&role_profiles(role), Folded::of(profile.as_str()).as_str(), "/"])
}

/// What the keys of the profiles begin with that a role is in.
pub fn role_profiles(role: &RoleId) -> String {
    ["role-profile/", role.as_str(), "/"].concat()
}

/// How many profiles a role is in.
pub fn role_profile_count(account: AccountId, role: &RoleId) -> Key {
    of(account, &["count/role-profile/", role.as_str(), "/"])
}
