//! The operations of Identity and Access Management, by area.

pub mod access_keys;
pub mod account;
pub mod boundaries;
pub mod credential_reports;
pub mod groups;
pub mod inline_policies;
pub mod last_access;
pub mod mfa;
pub mod oidc;
pub mod passwords;
pub mod policies;
pub mod roles;
pub mod simulation;
pub(crate) mod tags;
pub mod users;
