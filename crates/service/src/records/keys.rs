//! The keys of documents. Whoever makes one has the account of the caller in hand (rule R9).

use model::{AccessKeyId, AccountId, DeviceId, Folded, Path, Text, UserId, UserName, VirtualMfaDeviceName};
use store::Key;

use super::Owner;

/// `account/`
pub fn account(account: AccountId) -> Key {
    Key::account(account.number(), "account/")
}

/// `user/alice/`
pub fn user(account: AccountId, name: &UserName) -> Key {
    of(account, &[USERS, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of users begin with.
pub const USERS: &str = "user/";

/// `id/AIDA…/`
pub fn id(account: AccountId, id: &UserId) -> Key {
    of(account, &["id/", id.as_str(), "/"])
}

/// `key/AKIA…/`, in the account that the id names.
pub fn access_key(id: &AccessKeyId) -> Key {
    of(id.account(), &["key/", id.as_str(), "/"])
}

/// `used/AKIA…/`, in the account that the id names.
pub fn last_used(id: &AccessKeyId) -> Key {
    of(id.account(), &["used/", id.as_str(), "/"])
}

/// `mfa/phones/alice/`
pub fn mfa_device(account: AccountId, path: &Path, name: &VirtualMfaDeviceName) -> Key {
    of(account, &["mfa", Folded::of(path.as_str()).as_str(), Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of virtual devices begin with.
pub const MFA_DEVICES: &str = "mfa/";

/// `clock/DEVICE-ID/`
pub fn clock(account: AccountId, device: &DeviceId) -> Key {
    of(account, &["clock/", device.as_str(), "/"])
}

/// `guesses/AIDA…/`, or `guesses/123456789012/` for the root user.
pub fn guesses(account: AccountId, owner: &Owner) -> Key {
    of(account, &["guesses/", &owner.id(account), "/"])
}

/// How many users there are.
pub fn user_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/users/")
}

/// How many virtual devices there are.
pub fn mfa_device_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/mfa-devices/")
}

/// How many devices are enabled for somebody.
pub fn mfa_device_in_use_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/mfa-devices-in-use/")
}

/// `root-email/root@example.com/`, among the names that are global.
pub fn root_email(email: &str) -> Key {
    Key::global(format!("root-email/{}/", Folded::of(email)))
}

/// Several keys are made for each request: put together at once, without a format.
fn of(account: AccountId, parts: &[&str]) -> Key {
    Key::account(account.number(), parts.concat())
}
