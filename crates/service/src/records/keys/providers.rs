//! The keys of providers that vouch for who is known elsewhere.

use model::{AccountId, Folded, ProviderUrl, SamlProviderName, Text};
use store::Key;

use super::of;

/// `oidc-provider/login.example.com/tenant/`
pub fn oidc_provider(account: AccountId, url: &ProviderUrl) -> Key {
    of(account, &[OIDC_PROVIDERS, &url.folded(), "/"])
}

/// What the keys of providers of OpenID Connect begin with.
pub const OIDC_PROVIDERS: &str = "oidc-provider/";

/// How many providers of OpenID Connect there are.
pub fn oidc_provider_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/oidc-providers/")
}

/// `saml-provider/corp/`
pub fn saml_provider(account: AccountId, name: &SamlProviderName) -> Key {
    of(account, &[SAML_PROVIDERS, Folded::of(name.as_str()).as_str(), "/"])
}

/// What the keys of providers of SAML begin with.
pub const SAML_PROVIDERS: &str = "saml-provider/";

/// How many providers of SAML there are.
pub fn saml_provider_count(account: AccountId) -> Key {
    Key::account(account.number(), "count/saml-providers/")
}
