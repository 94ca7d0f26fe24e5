//! What is kept between two uses of a session at a terminal, for each profile.

use std::path::PathBuf;

use model::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cache::Cached;

/// A session at this terminal. It has no Debug: most of it is secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// The form of this file.
    pub version: u32,
    /// Where the server is.
    pub endpoint: String,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Whose it is.
    pub arn: String,
    /// The key that it is bound to.
    pub key: String,
    /// What renews it, once.
    pub refresh_token: String,
    /// The credentials.
    pub access_key_id: String,
    /// Their secret.
    pub secret_access_key: String,
    /// Their token.
    pub session_token: String,
    /// When they end, in seconds since 1970.
    pub expires: u64,
}

impl Session {
    /// The form that is written.
    pub const VERSION: u32 = 1;

    /// When the credentials end.
    pub const fn ends(&self) -> Timestamp {
        Timestamp::from_secs(self.expires)
    }
}

impl Cached for Session {
    const DIRECTORY: &'static str = "login";

    fn is_current(&self) -> bool {
        self.version == Self::VERSION
    }
}
