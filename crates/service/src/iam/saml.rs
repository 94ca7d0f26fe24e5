//! Providers of SAML: who vouches elsewhere, in assertions. They are kept, so that policies and tools that name them work; nothing here takes
//! an assertion yet.

mod create_saml_provider;
mod delete_saml_provider;
mod get_saml_provider;
mod list_saml_provider_tags;
mod list_saml_providers;
mod metadata;
mod provider;
mod tag_saml_provider;
mod untag_saml_provider;
mod update_saml_provider;

pub use create_saml_provider::CreateSamlProvider;
pub use delete_saml_provider::DeleteSamlProvider;
pub use get_saml_provider::GetSamlProvider;
pub use list_saml_provider_tags::ListSamlProviderTags;
pub use list_saml_providers::ListSamlProviders;
pub use metadata::{Metadata, Unusable};
pub use tag_saml_provider::TagSamlProvider;
pub use untag_saml_provider::UntagSamlProvider;
pub use update_saml_provider::UpdateSamlProvider;
