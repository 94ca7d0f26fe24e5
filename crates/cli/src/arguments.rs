//! The command line.

mod account;
mod audit;
mod authenticator;
mod backup;
mod clock;
mod connection;
mod device;
mod fido;
mod health;
mod keys;
mod login;
mod oidc;
mod policies;
mod principal;
mod service_control;
mod services;
mod serving;
mod session;
mod since;
mod support;
mod tokens;
mod verify;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use account::AccountCommand;
pub use audit::{AuditArguments, AuditCommand, VerifyAuditArguments};
pub use authenticator::{AuthenticatorCommand, ImportArguments as AuthenticatorImport};
pub use backup::{BackupArguments, CopyArguments, FenceArguments, RestoreArguments};
pub use clock::ClockCommand;
pub use connection::{CodeArguments, ConnectionArguments};
pub use device::{AddArguments, Background, DeviceCommand};
pub use fido::{FidoCommand, ImportMetadataArguments, MetadataCommand};
pub use health::HealthArguments;
pub use keys::KeysCommand;
pub use login::{LoginArguments, ProfileArguments};
pub use oidc::{OidcCommand, OidcKeysCommand, ProviderArguments};
pub use policies::{InstallArguments, PolicyCommand};
pub use principal::{Principal, PrincipalArguments, SessionsCommand};
pub use service_control::ServiceControlCommand;
pub use services::ServiceCommand;
pub use serving::{PlaceArguments, ServeArguments};
pub use session::{Printed, SessionArguments, Shell};
pub use since::Since;
pub use support::{Because, SupportCommand};
pub use tokens::{ImportArguments, PoolArguments, TokensCommand};
pub use verify::VerifyArguments;

const EXAMPLES: &str = "\
Examples:
  bartizan                                        Serve ./bartizan-data on localhost:7800
  bartizan --data /srv/iam --listen localhost:0   Another directory, any free port
  bartizan account create --email ops@example.com
  bartizan audit --since 2h --follow | jq .eventName
  bartizan audit verify                           Whether anybody changed it
  bartizan verify                                 Whether the store is whole
  bartizan serve --ephemeral                      For tests: in memory, gone when it stops
  bartizan health                                 Is the server ready? (with metrics.listen set)
  bartizan keys rotate                            Another master key seals from now on
  bartizan unlock --account 123456789012 --user alice
  bartizan sessions end --account 123456789012 --user alice
  bartizan policy install manage-own-mfa-device --account 123456789012 --attach-to-group everybody
  bartizan service-control set --account 123456789012 --name no-new-users no-new-users.json
  bartizan service register store --account 123456789012 --host store.example.com --signing-service s3
  bartizan oidc keys set --account 123456789012 https://login.example.com keys.json
  bartizan tokens import tokens.csv --account 123456789012
  bartizan fido metadata import blob.jwt
  bartizan support deactivate-mfa --account 123456789012 --root --reason 'ticket 4711'
  bartizan backup /backups/iam-2026-11-29
  bartizan login --endpoint https://id.example.com
  bartizan device add                             Your own phone: a QR code, and two codes
  eval \"$(bartizan session)\"                      This shell has MFA
  bartizan authenticator codes --watch            A software authenticator
  bartizan config show                            Every setting, its value, and where that came from

Settings stand in a TOML file (tls.key) or in variables (BARTIZAN_TLS_KEY). Options go before variables, those before the
file.

Exit codes: 0 done, 1 it did not work, 2 the command line or the configuration is wrong, 3 sign in (again): bartizan login.
`device`, `session` and `authenticator` have more of them: see their --help.";

/// A self-hosted identity service that speaks AWS IAM and STS, with MFA that is really checked.
#[derive(Debug, Parser)]
#[command(name = "bartizan", version, after_help = EXAMPLES, subcommand_precedence_over_arg = true)]
pub struct Arguments {
    /// What to do; `serve` if nothing is said.
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub place: PlaceArguments,
    #[command(flatten)]
    pub serve: ServeArguments,
}

/// A command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the data directory; the first start makes it, and a first account
    Serve(ServeArguments),
    /// Make and list accounts
    #[command(subcommand)]
    Account(AccountCommand),
    /// Print the audit trail, one JSON object a line
    ///
    /// Without --account: of all accounts, one after the other, each oldest first. With --follow: then whatever happens.
    Audit(AuditArguments),
    /// Find documents that are damaged, out of place, or do not agree with each other
    Verify(VerifyArguments),
    /// Ask a running server whether it is ready; exit code 0 if it is
    ///
    /// It asks the listener for metrics and health (setting metrics.listen): whether the server was told to stop, whether its
    /// clock can be believed, whether its store answers. For the health checks of container platforms and for scripts. Exit
    /// codes: 0 ready, 1 not ready or no answer, 2 the command line or the configuration is wrong.
    Health(HealthArguments),
    /// Let another master key take over, and see what needs which
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Unlock the codes of somebody whose MFA was guessed at until it locked
    Unlock(PrincipalArguments),
    /// End sessions before they end by themselves
    #[command(subcommand)]
    Sessions(SessionsCommand),
    /// Install policies that are ready for use: what users may do with their own MFA
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Bound what everybody in an account may do, its root user too
    #[command(subcommand)]
    ServiceControl(ServiceControlCommand),
    /// Let services of yours ask who sent them a request, and whether policies allow it
    #[command(subcommand)]
    Service(ServiceCommand),
    /// Say with which keys tokens of providers of OpenID Connect are verified
    #[command(subcommand)]
    Oidc(OidcCommand),
    /// Know which security keys are certified
    #[command(subcommand)]
    Fido(FidoCommand),
    /// Import, list and remove hardware tokens
    #[command(subcommand)]
    Tokens(TokensCommand),
    /// Help an owner who cannot get in, in ways that only the operator can
    #[command(subcommand)]
    Support(SupportCommand),
    /// Write everything in the store into a file, also while a server runs
    #[command(after_help = backup::BACKING_UP)]
    Backup(BackupArguments),
    /// Make a store of a backup
    #[command(after_help = backup::RESTORING)]
    Restore(RestoreArguments),
    /// End what must not go on in a store that may have lost its last commits
    #[command(after_help = backup::FENCING)]
    Fence(FenceArguments),
    /// Copy a store into another one, and give it up
    #[command(after_help = backup::COPYING)]
    Copy(CopyArguments),
    /// Sign in from a terminal: a browser opens, and an AWS profile has credentials with MFA
    Login(LoginArguments),
    /// End what `bartizan login` began
    Logout(ProfileArguments),
    /// List, add, resynchronize and remove your own MFA devices
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Get temporary credentials with MFA: for a shell, a profile, or as a credential_process
    Session(SessionArguments),
    /// Show the codes of devices whose seeds are kept here: for servers and tests
    #[command(subcommand)]
    Authenticator(AuthenticatorCommand),
    /// Show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Set the clock of an ephemeral server forward, for tests of what takes hours
    #[command(subcommand, after_help = clock::EXAMPLES)]
    Clock(ClockCommand),
    /// List the operations of IAM, STS, account and sign-in, and how far each is here
    Operations {
        /// For people, for programs, or as a table for documentation
        #[arg(long, value_enum, default_value_t = TableFormat::Text)]
        format: TableFormat,
    },
}

/// How to print.
#[derive(Clone, Copy, Debug, Args)]
pub struct OutputArguments {
    /// For people or for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// For whom to print.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For programs
    Json,
}

/// For whom to print a table that documentation has too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Text,
    /// For programs
    Json,
    /// For documentation
    Markdown,
}

/// About the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print what is in force and where each value came from, as a configuration file
    Show(ServeArguments),
}

#[cfg(test)]
mod tests {
    use clap::{CommandFactory, Parser};

    use super::Arguments;

    #[test]
    fn the_command_line_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_data_directory_may_stand_before_or_after_a_commands_words() {
        for line in [
            "bartizan --data d account list",
            "bartizan account --data d list",
            "bartizan account list --data d",
            "bartizan --data d",
            "bartizan serve --data d",
            "bartizan --data d serve",
        ] {
            let arguments = Arguments::try_parse_from(line.split(' ')).unwrap();
            assert_eq!(arguments.place.data.unwrap().to_str(), Some("d"), "{line}");
        }
    }
}
