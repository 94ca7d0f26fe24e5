//! Keys of MFA devices, hardware tokens and security keys, and of what is known of each.

use model::{AccountId, DeviceId, Folded, Path, SerialNumber, Text, VirtualMfaDeviceName};
use store::Key;

use super::of;
use crate::records::Owner;

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

/// What the keys of security keys begin with.
pub const SECURITY_KEYS: &str = "security-key/";

/// `security-key/ID/`
pub fn security_key(account: AccountId, id: &DeviceId) -> Key {
    of(account, &[SECURITY_KEYS, id.as_str(), "/"])
}

/// `security-key-credential/HASH/`: that a credential is somebody's.
pub fn security_key_credential(account: AccountId, hash: &str) -> Key {
    of(account, &["security-key-credential/", hash, "/"])
}

/// `key-question/AIDA…/SESSION/registration/`: what is asked of somebody's keys, in a session or a sign-in.
pub fn key_question(account: AccountId, owner: &Owner, session: &str, sort: &str) -> Key {
    of(account, &[&key_questions(account, owner), session, "/", sort, "/"])
}

/// What the keys of such questions begin with.
pub fn key_questions(account: AccountId, owner: &Owner) -> String {
    ["key-question/", &owner.id(account), "/"].concat()
}

/// `relying-party/`, among what is global.
pub fn relying_party() -> Key {
    Key::global("relying-party/")
}

/// `token/gaht12345678/`, among what is global.
pub fn hardware_token(serial: &SerialNumber) -> Key {
    Key::global([TOKENS, Folded::of(serial.as_str()).as_str(), "/"].concat())
}

/// What the keys of hardware tokens begin with.
pub const TOKENS: &str = "token/";

/// `token-import/`, among what is global: the import of tokens that is under way.
pub fn token_import() -> Key {
    Key::global("token-import/")
}

/// `seed-fingerprint-key/`, among what is global.
pub fn seed_fingerprint_key() -> Key {
    Key::global("seed-fingerprint-key/")
}

/// `token-clock/FINGERPRINT/`, among what is global: what is known of the codes of a seed.
pub fn token_clock(fingerprint: &str) -> Key {
    Key::global(["token-clock/", fingerprint, "/"].concat())
}

/// `guesses/AIDA…/`, or `guesses/123456789012/` for the root user.
pub fn guesses(account: AccountId, owner: &Owner) -> Key {
    of(account, &["guesses/", &owner.id(account), "/"])
}

/// How many virtual devices there are.
pub fn mfa_device_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/mfa-devices/")
}

/// How many devices are enabled for somebody.
pub fn mfa_device_in_use_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/mfa-devices-in-use/")
}

/// How many hardware tokens are enabled for somebody. Those that are not are no account's own, and counted by none.
pub fn hardware_token_in_use_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/hardware-tokens-in-use/")
}

/// `fido-metadata/`, among what is global.
pub fn fido_metadata() -> Key {
    Key::global("fido-metadata/")
}

/// `fido-models/cb/`, among what is global.
pub fn fido_models(shelf: u8) -> Key {
    Key::global(format!("{FIDO_MODELS}{shelf:02x}/"))
}

/// What the keys of models of security keys begin with.
pub const FIDO_MODELS: &str = "fido-models/";
