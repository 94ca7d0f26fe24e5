//! Registered services over the admin socket (rule R29).

use model::{AccountId, RegisteredHost, RegisteredServiceName};
use serde::{Deserialize, Serialize};
use server::Clock;
use service::Service;
use service::operator::{Operator, RegisterService};
use service::records::ServedAccounts;

use super::perform::{check_account, in_words, send};
use super::protocol::{Answering, Ended};
use crate::data::Purpose;

/// What an operator asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "kebab-case", deny_unknown_fields)]
pub enum ServicesRequest {
    /// Registers a service. Answered with a [`service::operator::ServiceRegistered`].
    Register {
        /// Whose.
        account: AccountId,
        /// What it is called.
        name: RegisteredServiceName,
        /// Where it is reached.
        hosts: Vec<RegisteredHost>,
        /// What its clients sign for.
        signing_services: Vec<String>,
        /// About whom it may ask.
        accounts: ServedAccounts,
        /// Whether its clients may leave the body out of their signatures.
        unsigned_bodies: bool,
        /// Whether its word is taken for who brings a session token.
        vouches: bool,
    },
    /// The services. Answered with a [`service::operator::RegisteredServiceView`] for each.
    List {
        /// Those of an account only.
        account: Option<AccountId>,
    },
    /// Removes a service. Answered with the service as it was.
    Remove {
        /// Whose.
        account: AccountId,
        /// Which.
        name: RegisteredServiceName,
    },
}

impl ServicesRequest {
    /// What the store is needed for.
    pub const fn purpose(&self) -> Purpose {
        match self {
            Self::List { .. } => Purpose::Read,
            Self::Register { .. } | Self::Remove { .. } => Purpose::Change,
        }
    }

    /// What the log calls it.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Register { .. } => "register-service",
            Self::List { .. } => "list-services",
            Self::Remove { .. } => "remove-service",
        }
    }
}

/// Does what is asked.
pub async fn perform(
    (service, clock): (&Service, &dyn Clock),
    operator: Operator,
    asked: ServicesRequest,
    answers: &Answering,
) -> Result<(), Ended> {
    let failed = |error| Ended::Failed(in_words(&error));
    match asked {
        ServicesRequest::Register {
            account,
            name,
            hosts,
            signing_services,
            accounts,
            unsigned_bodies,
            vouches,
        } => {
            check_account(service, account).await?;
            let wanted = RegisterService {
                account,
                name,
                hosts,
                signing_services,
                accounts,
                unsigned_bodies,
                vouches,
            };
            let registered = service.register_service(operator, &wanted, clock.now()).await;
            Ok(send(answers, &registered.map_err(failed)?).await?)
        }
        ServicesRequest::List { account } => {
            if let Some(account) = account {
                check_account(service, account).await?;
            }
            for view in service.registered_services(account).await.map_err(failed)? {
                send(answers, &view).await?;
            }
            Ok(())
        }
        ServicesRequest::Remove { account, name } => {
            check_account(service, account).await?;
            let removed = service.remove_service(operator, (account, &name), clock.now()).await;
            Ok(send(answers, &removed.map_err(failed)?).await?)
        }
    }
}
