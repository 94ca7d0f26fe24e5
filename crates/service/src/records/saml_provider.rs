//! The document of a provider of SAML.

use model::{AccountId, Arn, SamlMetadataText, SamlProviderId, SamlProviderName, Tag, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// A provider elsewhere, whose assertions say who somebody is.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SamlProvider {
    /// The version of this document's form.
    pub schema: u32,
    /// The account that trusts it.
    pub account: AccountId,
    /// The name, as it was written first.
    pub name: SamlProviderName,
    /// Its id, for ever.
    pub id: SamlProviderId,
    /// Since when it is known here.
    pub created: Timestamp,
    /// Until when what it says of itself holds.
    pub valid_until: Timestamp,
    /// What it says of itself, to the letter.
    pub metadata: SamlMetadataText,
    /// What is said of it, 50 tags at most.
    #[serde(default)]
    pub tags: Vec<Tag>,
}

impl SamlProvider {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// `arn:aws:iam::123456789012:saml-provider/name`.
    pub fn arn(&self) -> Arn {
        Arn::saml_provider(self.account, &self.name)
    }
}

impl Document for SamlProvider {}
