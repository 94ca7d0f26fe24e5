//! Which registered service a host is.

use std::sync::Arc;

use model::{AccountId, Arn, Host, RegisteredServiceName};

use crate::records::{HostClaim, RegisteredService, keys};
use crate::{Error, Service};

/// A host, and the registered service that it is.
#[derive(Clone, Debug)]
pub struct Site {
    pub(super) host: Host,
    /// The service's account.
    pub(super) account: AccountId,
    pub(super) service: Arc<RegisteredService>,
}

impl Site {
    /// The host.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// What the operator calls the service.
    pub fn name(&self) -> &RegisteredServiceName {
        &self.service.name
    }

    /// What policies call the service.
    pub fn arn(&self) -> Arn {
        Arn::registered_service(self.account, &self.service.name)
    }
}

impl Service {
    /// The service that a host is: the one that registered this very host, else the one that registered the closest above it.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn site(&self, host: &Host) -> Result<Option<Site>, Error> {
        for registration in host.registrations() {
            let claim = self.records.load::<HostClaim>(keys::service_host(&registration)).await?;
            let Some(claim) = claim else { continue };
            // The registration is the truth, and names the host itself: a claim that is left over is nobody's.
            let found = self.registered_service(claim.account, &claim.service).await?;
            let found = found.filter(|service| service.hosts.contains(&registration));
            return Ok(found.map(|service| Site {
                host: host.clone(),
                account: claim.account,
                service: Arc::new(RegisteredService::clone(&service)),
            }));
        }
        Ok(None)
    }
}
