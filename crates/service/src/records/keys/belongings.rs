//! Keys of what users have beside what they prove who they are with here.

use model::AccountId;
use store::Key;

use super::of;
use crate::records::Owner;

/// `ssh-keys/AIDA…/`
pub fn ssh_keys(account: AccountId, owner: &Owner) -> Key {
    of(account, &["ssh-keys/", &owner.id(account), "/"])
}

/// `signing-certificates/AIDA…/`, or `signing-certificates/123456789012/` for the root user.
pub fn signing_certificates(account: AccountId, owner: &Owner) -> Key {
    of(account, &["signing-certificates/", &owner.id(account), "/"])
}

/// `signing-certificate/HASH/`: who has it.
pub fn signing_certificate(account: AccountId, hash: &str) -> Key {
    of(account, &["signing-certificate/", hash, "/"])
}

/// `service-credentials/AIDA…/`
pub fn service_credentials(account: AccountId, owner: &Owner) -> Key {
    of(account, &[SERVICE_CREDENTIALS, &owner.id(account), "/"])
}

/// What the keys of credentials of services begin with.
pub const SERVICE_CREDENTIALS: &str = "service-credentials/";
