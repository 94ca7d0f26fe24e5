//! The keys of registered services.

use model::{AccountId, RegisteredHost, RegisteredServiceName, Text};
use store::Key;

use super::of;

/// `registered-service/store/`
pub fn registered_service(account: AccountId, name: &RegisteredServiceName) -> Key {
    of(account, &[REGISTERED_SERVICES, name.as_str(), "/"])
}

/// What the keys of registered services begin with.
pub const REGISTERED_SERVICES: &str = "registered-service/";

/// `service-host/store.example.com:9000/`, among what is global.
pub fn service_host(host: &RegisteredHost) -> Key {
    Key::global([SERVICE_HOSTS, host.as_str(), "/"].concat())
}

/// What the keys of hosts of services begin with.
pub const SERVICE_HOSTS: &str = "service-host/";
