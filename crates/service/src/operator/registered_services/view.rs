//! A registered service, as the operator sees it.

use model::AccountId;
use serde::{Deserialize, Serialize};

use crate::records::{RegisteredService, ServedAccounts};

/// A registered service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct RegisteredServiceView {
    /// Whose.
    pub account_id: String,
    /// What it is called.
    pub service_name: String,
    /// What policies call it.
    pub arn: String,
    /// Where it is reached.
    pub hosts: Vec<String>,
    /// What its clients sign for.
    pub signing_services: Vec<String>,
    /// About whom it may ask: `own`, `all`, or numbers of accounts.
    pub accounts: Vec<String>,
    /// Whether its clients may leave the body out of their signatures.
    pub unsigned_bodies: bool,
    /// Whether its word is taken for who brings a session token.
    pub vouches: bool,
    /// Since when.
    pub registered_at: String,
}

/// What came of registering.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RegistrationChange {
    /// There was none of that name.
    Registered,
    /// There was one, and what it says is another now.
    Replaced,
    /// There was one that said the same.
    Unchanged,
}

/// A service that was registered.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ServiceRegistered {
    /// What came of it.
    pub change: RegistrationChange,
    /// The service as it is now.
    pub service: RegisteredServiceView,
}

impl RegisteredServiceView {
    pub(super) fn of(account: AccountId, service: &RegisteredService) -> Self {
        let accounts = match &service.accounts {
            ServedAccounts::Own => vec!["own".to_owned()],
            ServedAccounts::All => vec!["all".to_owned()],
            ServedAccounts::These(accounts) => accounts.iter().map(ToString::to_string).collect(),
        };
        Self {
            account_id: account.to_string(),
            service_name: service.name.to_string(),
            arn: model::Arn::registered_service(account, &service.name).to_string(),
            hosts: service.hosts.iter().map(ToString::to_string).collect(),
            signing_services: service.signing_services.clone(),
            accounts,
            unsigned_bodies: service.unsigned_bodies,
            vouches: service.vouches,
            registered_at: service.registered.to_string(),
        }
    }
}

/// Whether two registrations say the same.
pub(super) fn says_the_same(one: &RegisteredService, other: &RegisteredService) -> bool {
    (&one.hosts, &one.signing_services, &one.accounts)
        == (&other.hosts, &other.signing_services, &other.accounts)
        && (one.unsigned_bodies, one.vouches) == (other.unsigned_bodies, other.vouches)
}
