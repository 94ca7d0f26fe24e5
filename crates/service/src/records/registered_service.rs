//! Services that ask here about their own callers (rule R29), as the operator registered them, and which service a host is.

use model::{AccountId, RegisteredHost, RegisteredServiceName, Timestamp};
use serde::{Deserialize, Serialize};

use super::Document;

/// A service that asks who signed a request to it, or who is at a browser in front of it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RegisteredService {
    /// The version of this document's form.
    pub schema: u32,
    /// What the operator calls it.
    pub name: RegisteredServiceName,
    /// Where it is reached: a request that was signed for another host was not meant for it.
    pub hosts: Vec<RegisteredHost>,
    /// What its clients sign for, `s3`. Without any it has no requests to ask about.
    pub signing_services: Vec<String>,
    /// About whom it may ask.
    pub accounts: ServedAccounts,
    /// Whether its clients may leave the body out of their signatures.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsigned_bodies: bool,
    /// Whether its word is taken that a session token came from who it was issued to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vouches: bool,
    /// Since when.
    pub registered: Timestamp,
}

/// About the callers of which accounts a service may ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ServedAccounts {
    /// Its own.
    Own,
    /// All there are.
    All,
    /// Its own and these.
    These(Vec<AccountId>),
}

impl RegisteredService {
    /// The form written today.
    pub const SCHEMA: u32 = 1;

    /// Whether it may ask about callers of an account.
    pub fn serves(&self, own: AccountId, account: AccountId) -> bool {
        match &self.accounts {
            _ if account == own => true,
            ServedAccounts::Own => false,
            ServedAccounts::All => true,
            ServedAccounts::These(accounts) => accounts.contains(&account),
        }
    }
}

impl Document for RegisteredService {}

/// Which service a host is: one, so that what was signed for it, or a browser in front of it, is nobody else's to ask about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HostClaim {
    /// The version of this document's form.
    pub schema: u32,
    /// Whose account's.
    pub account: AccountId,
    /// Which.
    pub service: RegisteredServiceName,
}

impl HostClaim {
    /// The form written today.
    pub const SCHEMA: u32 = 1;
}

impl Document for HostClaim {}
