//! `bartizan service`: which services ask here about their own callers.

use model::{AccountId, Host};
use service::operator::{RegisteredServiceView, RegistrationChange, ServiceRegistered};
use service::records::ServedAccounts;

use super::{print_json, print_table};
use crate::admin::{Request, ServicesRequest, ask};
use crate::arguments::{Format, ServiceCommand};
use crate::failure::Failure;
use crate::settings::{InForce, Settings};
use crate::terminal::{note, print_line};

/// Does what is wanted.
pub async fn run(in_force: &InForce, command: ServiceCommand) -> Result<(), Failure> {
    let settings = &in_force.settings;
    match command {
        ServiceCommand::Register {
            name,
            account,
            hosts,
            signing_services,
            accounts,
            unsigned_bodies,
            vouches,
            output,
        } => {
            if let Some(host) = hosts.iter().find(|host| is_own_name(settings, host.name())) {
                return Err(Failure::Usage(format!(
                    "{host} is where this server is: a site there could act as whoever is signed in. Give it a name of its own"
                )));
            }
            let accounts = served(&accounts)?;
            let asked = ServicesRequest::Register {
                account,
                name,
                hosts,
                signing_services,
                accounts,
                unsigned_bodies,
                vouches,
            };
            register(settings, asked, output.format).await
        }
        ServiceCommand::List { account, output } => list(settings, account, output.format).await,
        ServiceCommand::Remove { name, account, output } => {
            let asked = ServicesRequest::Remove { account, name };
            let removed: RegisteredServiceView = request(settings, asked).await?.only().await?;
            match output.format {
                Format::Json => print_json(&removed),
                Format::Text => print_line(&format!("removed the service {}", removed.arn)),
            }
        }
    }
}

async fn request(settings: &Settings, asked: ServicesRequest) -> Result<crate::admin::Answers, Failure> {
    ask(settings, &Request::Services { asked }).await
}

/// Whether a name is the one under which browsers reach this server, as far as a setting says it.
fn is_own_name(settings: &Settings, name: &str) -> bool {
    let url = settings.public_url.as_ref().and_then(|url| url.as_str().split_once("://"));
    url.and_then(|(_, host)| host.parse::<Host>().ok()).is_some_and(|own| own.name() == name)
}

fn served(accounts: &[String]) -> Result<ServedAccounts, Failure> {
    match accounts {
        [] => Ok(ServedAccounts::Own),
        [all] if all == "all" => Ok(ServedAccounts::All),
        accounts => {
            let read = |text: &String| {
                text.parse::<AccountId>().map_err(|_| {
                    Failure::Usage(format!(
                        "--accounts is all, or numbers of accounts with commas between, not {text:?}"
                    ))
                })
            };
            accounts.iter().map(read).collect::<Result<_, _>>().map(ServedAccounts::These)
        }
    }
}

async fn register(settings: &Settings, asked: ServicesRequest, format: Format) -> Result<(), Failure> {
    let registered: ServiceRegistered = request(settings, asked).await?.only().await?;
    if format == Format::Json {
        return print_json(&registered);
    }
    let service = &registered.service;
    let what = match registered.change {
        RegistrationChange::Registered => "registered",
        RegistrationChange::Replaced => "changed the registration of",
        RegistrationChange::Unchanged => {
            return print_line(&format!("{} is registered so already", service.arn));
        }
    };
    print_line(&format!("{what} {}", service.arn))
}

async fn list(settings: &Settings, account: Option<AccountId>, format: Format) -> Result<(), Failure> {
    let mut answers = request(settings, ServicesRequest::List { account }).await?;
    let mut services: Vec<RegisteredServiceView> = vec![];
    while let Some(service) = answers.next().await? {
        services.push(service);
    }
    match format {
        Format::Json => print_json(&services),
        Format::Text if services.is_empty() => {
            note("There are no services; `bartizan service register --help` tells what they are for.");
            Ok(())
        }
        Format::Text => {
            let rows: Vec<_> = services.iter().map(row).collect();
            print_table(["ACCOUNT", "NAME", "HOSTS", "SIGNED FOR", "ABOUT ACCOUNTS"], &rows)
        }
    }
}

fn row(service: &RegisteredServiceView) -> [String; 5] {
    [
        service.account_id.clone(),
        service.service_name.clone(),
        service.hosts.join(", "),
        service.signing_services.join(", "),
        service.accounts.join(", "),
    ]
}
