//! The document of a provider of OpenID Connect.

use model::{AccountId, Arn, ClientId, ProviderUrl, Tag, Thumbprint, Timestamp};
use oidc::KeySet;
use serde::{Deserialize, Serialize};

use super::Document;

/// A provider elsewhere, whose tokens say who somebody is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct OidcProvider {
    /// The version of this document's form.
    pub schema: u32,
    /// The account that trusts it.
    pub account: AccountId,
    /// Where it is, as it was written first.
    pub url: ProviderUrl,
    /// Since when it is known here.
    pub created: Timestamp,
    /// For whom its tokens must be.
    pub client_ids: Vec<ClientId>,
    /// Certificates of its host, as they were given: nothing rests on them.
    pub thumbprints: Vec<Thumbprint>,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
    /// The keys that verify its tokens, if the operator gave any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keys: Option<GivenKeys>,
}

/// Keys that the operator gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenKeys {
    /// When.
    pub given: Timestamp,
    /// Which.
    pub keys: KeySet,
}

impl OidcProvider {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
    /// So many client ids a provider has at most.
    pub const MOST_CLIENT_IDS: usize = 100;
    /// So many thumbprints.
    pub const MOST_THUMBPRINTS: usize = 5;

    /// `arn:aws:iam::123456789012:oidc-provider/login.example.com`.
    pub fn arn(&self) -> Arn {
        Arn::oidc_provider(self.account, &self.url)
    }
}

impl Document for OidcProvider {}
