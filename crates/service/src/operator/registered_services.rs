//! Services that may ask here about their own callers: only the operator says which, and about whom (rule R29).

mod view;

use std::collections::BTreeSet;

use model::{AccountId, RegisteredHost, RegisteredServiceName, Timestamp};
use serde_json::{Map, Value, json};
use store::{Batch, Expected, Partition, ScanRange};

use super::Operator;
use super::told::Told;
use crate::error::Invalid;
use crate::operation::Api;
use crate::records::{HostClaim, Loaded, RegisteredService, ServedAccounts, body, keys};
use crate::{Error, Service};
pub use view::{RegisteredServiceView, RegistrationChange, ServiceRegistered};

/// So many hosts a service has at most.
const MOST_HOSTS: usize = 20;
/// So many names that its clients sign for.
const MOST_SIGNING_SERVICES: usize = 10;
/// So many accounts it serves beside its own, unless it serves all.
const MOST_ACCOUNTS: usize = 100;
/// So many services an account has.
const MOST_SERVICES: usize = 100;
/// So many hosts are read at once.
const PAGE: usize = 500;
/// Longer is no name that clients sign for.
const LONGEST_SIGNING_SERVICE: usize = 64;

/// What an operator asks for.
#[derive(Clone, Debug)]
pub struct RegisterService {
    /// Whose the service is: its own credentials are this account's.
    pub account: AccountId,
    /// What it is called.
    pub name: RegisteredServiceName,
    /// Where it is reached.
    pub hosts: Vec<RegisteredHost>,
    /// What its clients sign for.
    pub signing_services: Vec<String>,
    /// About whom it may ask.
    pub accounts: ServedAccounts,
    /// Whether its clients may leave the body out of their signatures.
    pub unsigned_bodies: bool,
    /// Whether its word is taken for who brings a session token.
    pub vouches: bool,
}

impl Service {
    /// Registers a service, or puts the registration in the place of the one of that name.
    ///
    /// # Errors
    /// If a host is another service's, or anything else of it cannot be; or if the store fails.
    pub async fn register_service(
        &self,
        operator: Operator,
        wanted: &RegisterService,
        now: Timestamp,
    ) -> Result<ServiceRegistered, Error> {
        wanted.check()?;
        again!(self, self.try_register_service(operator, wanted, now))
    }

    async fn try_register_service(
        &self,
        operator: Operator,
        wanted: &RegisterService,
        now: Timestamp,
    ) -> Result<ServiceRegistered, Error> {
        for account in wanted.accounts_beside_own() {
            if !self.has_account(*account).await? {
                return Err(refused(format!("there is no account {account}")));
            }
        }
        let found = self.registered_service(wanted.account, &wanted.name).await?;
        if found.is_none() {
            self.check_room(wanted.account).await?;
        }
        let service = wanted.document(found.as_deref(), now);
        let change = match &found {
            None => RegistrationChange::Registered,
            Some(found) if view::says_the_same(found, &service) => RegistrationChange::Unchanged,
            Some(_) => RegistrationChange::Replaced,
        };
        if change != RegistrationChange::Unchanged {
            let key = keys::registered_service(wanted.account, &wanted.name);
            let expected = found.as_ref().map_or(Expected::Absent, |found| found.watched().1);
            let batch = Batch::at(now.micros()).expect(key.clone(), expected).put(key, body(&service)?);
            let batch = self.claim_hosts(batch, wanted, found.as_deref()).await?;
            let told = told(operator, wanted.account, ("RegisterService", wanted.parameters()), now);
            self.commit_told(batch, &told).await?;
        }
        Ok(ServiceRegistered { change, service: RegisteredServiceView::of(wanted.account, &service) })
    }

    /// Claims the hosts of a service, and lets those go that it no longer has. A host is one service's: what was signed for it is
    /// nobody else's to ask about.
    async fn claim_hosts(
        &self,
        mut batch: Batch,
        wanted: &RegisterService,
        former: Option<&RegisteredService>,
    ) -> Result<Batch, Error> {
        let own =
            HostClaim { schema: HostClaim::SCHEMA, account: wanted.account, service: wanted.name.clone() };
        for host in &wanted.hosts {
            let key = keys::service_host(host);
            match self.records.load::<HostClaim>(key.clone()).await? {
                Some(claim) if (claim.account, &claim.service) == (own.account, &own.service) => {
                    let (key, expected) = claim.watched();
                    batch = batch.expect(key, expected);
                }
                Some(claim) => {
                    return Err(refused(format!(
                        "{host} is the service {} of account {}: a host is one service's",
                        claim.service, claim.account
                    )));
                }
                None => batch = batch.expect(key.clone(), Expected::Absent).put(key, body(&own)?),
            }
        }
        let hosts = former.map(|former| former.hosts.as_slice()).unwrap_or_default();
        for host in hosts.iter().filter(|host| !wanted.hosts.contains(host)) {
            batch = batch.delete(keys::service_host(host));
        }
        Ok(batch)
    }

    async fn check_room(&self, account: AccountId) -> Result<(), Error> {
        if self.services_of(account).await?.len() < MOST_SERVICES {
            return Ok(());
        }
        Err(refused(format!("account {account} has {MOST_SERVICES} services, and no account can have more")))
    }

    async fn services_of(&self, account: AccountId) -> Result<Vec<Loaded<RegisteredService>>, Error> {
        let range = ScanRange::prefix(Partition::Account(account.number()), keys::REGISTERED_SERVICES);
        self.records.scan(&range, MOST_SERVICES).await
    }

    /// A service of an account, by name.
    pub(crate) async fn registered_service(
        &self,
        account: AccountId,
        name: &RegisteredServiceName,
    ) -> Result<Option<Loaded<RegisteredService>>, Error> {
        self.records.load(keys::registered_service(account, name)).await
    }

    /// The services of an account, or of all.
    ///
    /// # Errors
    /// If the store fails.
    pub async fn registered_services(
        &self,
        account: Option<AccountId>,
    ) -> Result<Vec<RegisteredServiceView>, Error> {
        let accounts = match account {
            Some(account) => BTreeSet::from([account.number()]),
            None => self.accounts_with_services().await?,
        };
        let mut views = Vec::new();
        for account in accounts.into_iter().filter_map(AccountId::new) {
            let services = self.services_of(account).await?;
            views.extend(services.iter().map(|service| RegisteredServiceView::of(account, service)));
        }
        Ok(views)
    }

    /// The accounts of all services. Each has a host, and what is global is the shorter way than through all accounts.
    async fn accounts_with_services(&self) -> Result<BTreeSet<u64>, Error> {
        let mut range = ScanRange::prefix(Partition::Global, keys::SERVICE_HOSTS);
        let mut accounts = BTreeSet::new();
        loop {
            let (claims, next) = self.records.scan_readable::<HostClaim>(&range, PAGE).await?;
            accounts.extend(claims.iter().map(|claim| claim.account.number()));
            let Some(next) = next else { return Ok(accounts) };
            range = range.after(&next.path);
        }
    }

    /// Removes a service: from then on it is answered nothing.
    ///
    /// # Errors
    /// If there is none of that name, or the store fails.
    pub async fn remove_service(
        &self,
        operator: Operator,
        (account, name): (AccountId, &RegisteredServiceName),
        now: Timestamp,
    ) -> Result<RegisteredServiceView, Error> {
        again!(self, self.try_remove_service(operator, (account, name), now))
    }

    async fn try_remove_service(
        &self,
        operator: Operator,
        (account, name): (AccountId, &RegisteredServiceName),
        now: Timestamp,
    ) -> Result<RegisteredServiceView, Error> {
        let Some(found) = self.registered_service(account, name).await? else {
            return Err(refused(format!("account {account} has no service {name}")));
        };
        let (key, expected) = found.watched();
        let mut batch = Batch::at(now.micros()).expect(key.clone(), expected).delete(key);
        for host in &found.hosts {
            batch = batch.delete(keys::service_host(host));
        }
        let told = told(operator, account, ("RemoveService", json!({ "service": name })), now);
        self.commit_told(batch, &told).await?;
        Ok(RegisteredServiceView::of(account, &found))
    }
}

impl RegisterService {
    fn accounts_beside_own(&self) -> &[AccountId] {
        match &self.accounts {
            ServedAccounts::These(accounts) => accounts,
            ServedAccounts::Own | ServedAccounts::All => &[],
        }
    }

    fn check(&self) -> Result<(), Error> {
        let is_twice = |texts: Vec<&str>| texts.iter().collect::<BTreeSet<_>>().len() < texts.len();
        let limits = [
            (self.hosts.len(), MOST_HOSTS, "hosts"),
            (self.signing_services.len(), MOST_SIGNING_SERVICES, "names that clients sign for"),
            (self.accounts_beside_own().len(), MOST_ACCOUNTS, "accounts, unless it serves all"),
        ];
        if let Some((_, most, what)) = limits.into_iter().find(|(count, most, _)| count > most) {
            return Err(refused(format!("a service has at most {most} {what}")));
        }
        if self.hosts.is_empty() {
            return Err(refused("a service has a host at least".to_owned()));
        }
        if is_twice(self.hosts.iter().map(RegisteredHost::as_str).collect())
            || is_twice(self.signing_services.iter().map(String::as_str).collect())
        {
            return Err(refused("a host, or a name that clients sign for, is there twice".to_owned()));
        }
        self.signing_services.iter().try_for_each(|name| check_signing_service(name))
    }

    fn document(&self, former: Option<&RegisteredService>, now: Timestamp) -> RegisteredService {
        RegisteredService {
            schema: RegisteredService::SCHEMA,
            name: self.name.clone(),
            hosts: self.hosts.clone(),
            signing_services: self.signing_services.clone(),
            accounts: self.accounts.clone(),
            unsigned_bodies: self.unsigned_bodies,
            vouches: self.vouches,
            registered: former.map_or(now, |former| former.registered),
        }
    }

    fn parameters(&self) -> Value {
        json!({
            "service": self.name,
            "hosts": self.hosts,
            "signingServices": self.signing_services,
            "accounts": self.accounts,
            "unsignedBodies": self.unsigned_bodies,
            "vouches": self.vouches,
        })
    }
}

/// A name in a credential scope. What is signed for this server itself is no other service's to ask about.
fn check_signing_service(name: &str) -> Result<(), Error> {
    let is_name = (1..=LONGEST_SIGNING_SERVICE).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !is_name {
        return Err(refused(format!(
            "{name:?} is no name that clients sign for: lower-case letters, digits and hyphens, as s3 or execute-api"
        )));
    }
    if Api::ALL.iter().any(|api| api.name() == name) {
        return Err(refused(format!(
            "{name} is what clients of this server sign for; a service has a name of its own"
        )));
    }
    Ok(())
}

fn told(
    operator: Operator,
    account: AccountId,
    (name, parameters): (&'static str, Value),
    at: Timestamp,
) -> Told {
    Told { operator, account: Some(account), name, parameters, details: Map::new(), at }
}

fn refused(reason: String) -> Error {
    Invalid::Other(reason).into()
}
