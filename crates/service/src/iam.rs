//! The operations of Identity and Access Management, by area.

pub mod access_keys;
pub mod mfa;
mod tags;
pub mod users;
