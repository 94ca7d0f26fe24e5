//! The operations of Identity and Access Management, by area.

pub mod access_keys;
pub mod account;
pub(crate) mod belongings;
pub mod boundaries;
pub mod credential_reports;
pub mod delegation_requests;
pub mod groups;
pub mod inline_policies;
pub mod instance_profiles;
pub mod last_access;
pub mod mfa;
pub mod oidc;
pub mod organizations;
pub mod outbound_federation;
pub mod passwords;
pub mod policies;
pub mod roles;
pub mod saml;
pub mod server_certificates;
pub mod service_credentials;
pub mod service_linked_roles;
pub mod signing_certificates;
pub mod simulation;
pub mod ssh_keys;
pub(crate) mod tags;
pub mod users;
