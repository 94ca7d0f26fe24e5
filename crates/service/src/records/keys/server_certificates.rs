//! Keys of server certificates.

use model::{AccountId, Folded, ServerCertificateName, Text};
use store::Key;

use super::of;

/// `server-certificate/example.com/`
pub fn server_certificate(account: AccountId, name: &ServerCertificateName) -> Key {
    of(account, &[SERVER_CERTIFICATES, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of server certificates begin with.
pub const SERVER_CERTIFICATES: &str = "server-certificate/";

/// How many server certificates there are.
pub fn server_certificate_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/server-certificates/")
}
