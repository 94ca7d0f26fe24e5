//! The commands, one file each.

mod account;
mod audit;
mod authenticator;
mod backup;
mod clock;
mod config;
mod copy;
mod device;
mod epoch;
mod fence;
mod fido;
mod first_account;
mod health;
mod keys;
mod login;
mod oidc;
mod operations;
mod policy;
mod progress;
mod restore;
pub mod serve;
mod service_control;
mod services;
mod session;
mod sessions;
mod support;
mod tokens;
mod unlock;
mod verify;

use serde::Serialize;
use tokio::runtime::Builder;

use crate::arguments::{Arguments, Command, ConfigCommand, PlaceArguments, PolicyCommand, ServeArguments};
use crate::failure::Failure;
use crate::settings::{Given, InForce, LogLevel, LogRequests};
use crate::{logging, terminal};

/// Does what the command line says.
///
/// # Errors
/// Whatever kept it from that.
pub fn run(arguments: Arguments) -> Result<(), Failure> {
    let Arguments { command, place, serve } = arguments;
    let misplaced = serve.overrides();
    match command {
        None => serve::run(&settings_of(&place, [serve, ServeArguments::default()])?.settings),
        // In front of `serve` or behind it.
        Some(Command::Serve(after)) => serve::run(&settings_of(&place, [serve, after])?.settings),
        Some(Command::Config(ConfigCommand::Show(after))) => {
            config::show(&settings_of(&place, [serve, after])?)
        }
        Some(_) if !misplaced.is_empty() => {
            Err(Failure::Usage(format!("{} is for `bartizan serve`: leave it out here", misplaced[0].0)))
        }
        Some(Command::Operations { format }) => operations::run(format),
        Some(Command::Policy(PolicyCommand::List { output })) => policy::list(output.format),
        Some(Command::Policy(PolicyCommand::Show { name })) => policy::show(&name),
        Some(Command::Policy(PolicyCommand::Install(wanted))) => {
            operate(&place, async |in_force| policy::install(in_force, wanted).await)
        }
        Some(Command::Login(arguments)) => wait_for(login::run(arguments)),
        Some(Command::Logout(arguments)) => wait_for(login::logout(arguments)),
        Some(Command::Device(command)) => wait_for(device::run(command)),
        Some(Command::Session(arguments)) => wait_for(session::run(&arguments)),
        Some(Command::Authenticator(command)) => wait_for(authenticator::run(command)),
        Some(Command::Account(command)) => {
            operate(&place, async |in_force| account::run(in_force, command).await)
        }
        Some(Command::Health(wanted)) => {
            let in_force = settings(&place, &ServeArguments::default())?;
            wait_for(health::run(&in_force.settings, &wanted))
        }
        Some(Command::Audit(wanted)) => operate(&place, async |in_force| audit::run(in_force, &wanted).await),
        Some(Command::Clock(command)) => {
            operate(&place, async |in_force| clock::run(in_force, command).await)
        }
        Some(Command::Keys(command)) => operate(&place, async |in_force| keys::run(in_force, command).await),
        Some(Command::Verify(wanted)) => {
            operate(&place, async |in_force| verify::run(&in_force.settings, wanted.output.format).await)
        }
        Some(Command::Unlock(wanted)) => {
            operate(&place, async |in_force| unlock::run(in_force, wanted).await)
        }
        Some(Command::Sessions(command)) => {
            operate(&place, async |in_force| sessions::run(in_force, command).await)
        }
        Some(Command::Support(command)) => {
            operate(&place, async |in_force| support::run(in_force, command).await)
        }
        Some(Command::Tokens(command)) => {
            operate(&place, async |in_force| tokens::run(in_force, command).await)
        }
        Some(Command::Backup(wanted)) => {
            operate(&place, async |in_force| backup::run(in_force, &wanted).await)
        }
        Some(Command::Restore(wanted)) => {
            operate(&place, async |in_force| restore::run(in_force, &wanted).await)
        }
        Some(Command::Fence(wanted)) => operate(&place, async |in_force| fence::run(in_force, &wanted).await),
        Some(Command::Copy(wanted)) => operate(&place, async |in_force| copy::run(in_force, &wanted).await),
        Some(Command::Fido(command)) => operate(&place, async |in_force| fido::run(in_force, command).await),
        Some(Command::Service(command)) => {
            operate(&place, async |in_force| services::run(in_force, command).await)
        }
        Some(Command::Oidc(command)) => operate(&place, async |in_force| oidc::run(in_force, command).await),
        Some(Command::ServiceControl(command)) => {
            operate(&place, async |in_force| service_control::run(in_force, command).await)
        }
    }
}

fn settings(place: &PlaceArguments, serve: &ServeArguments) -> Result<InForce, Failure> {
    let overrides = place.overrides().into_iter().chain(serve.overrides()).collect();
    Given::by(overrides, place.config.clone()).read()
}

/// For who serves, or asks how that would be done.
fn settings_of(place: &PlaceArguments, [before, after]: [ServeArguments; 2]) -> Result<InForce, Failure> {
    let in_force = settings(place, &before.overridden_by(after))?;
    in_force.check_ephemeral()?;
    Ok(in_force)
}

/// Runs a command that works on the store, whoever owns it.
fn operate(
    place: &PlaceArguments,
    command: impl AsyncFnOnce(&InForce) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let in_force = settings(place, &ServeArguments::default())?;
    // Whoever runs a command reads its output; what a store has to say of itself is for a server's log.
    logging::start(LogLevel::quiet(), LogRequests::None, in_force.settings.log_format);
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| Failure::of("cannot start", error))?;
    runtime.block_on(command(&in_force))
}

/// Runs a command that works with a server elsewhere.
fn wait_for(command: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::of("cannot start", error))?.block_on(command)
}

/// Prints rows for people, or says that there is nothing.
fn print_table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> Result<(), Failure> {
    let style = terminal::Style::of_stdout();
    let heads = heads.map(str::to_owned);
    let all: Vec<_> = std::iter::once(heads).chain(rows.iter().cloned()).collect();
    let text = terminal::columns(&all);
    let (head, rest) = text.split_once('\n').unwrap_or((&text, ""));
    terminal::print(&format!("{}\n{rest}", style.faint(head)))
}

/// Prints something for programs.
fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value);
    terminal::print_line(&text.map_err(|error| Failure::of("cannot write JSON", error))?)
}
