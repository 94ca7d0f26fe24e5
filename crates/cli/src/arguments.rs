//! The command line.

mod audit;
mod backup;
mod fido;
mod health;
mod keys;
mod login;
mod policies;
mod service_control;
mod services;
mod support;
mod tokens;
mod verify;

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};
use model::{AccountId, Timestamp, UserName};

pub use audit::{AuditArguments, AuditCommand, VerifyAuditArguments};
pub use backup::{BackupArguments, CopyArguments, FenceArguments, RestoreArguments};
pub use fido::{FidoCommand, ImportMetadataArguments, MetadataCommand};
pub use health::HealthArguments;
pub use keys::KeysCommand;
pub use login::{LoginArguments, ProfileArguments};
pub use policies::{InstallArguments, PolicyCommand};
pub use service_control::ServiceControlCommand;
pub use services::ServiceCommand;
pub use support::{Because, SupportCommand};
pub use tokens::{ImportArguments, PoolArguments, TokensCommand};
pub use verify::VerifyArguments;

use crate::admin::Whose;
use crate::settings::Overrides;

const EXAMPLES: &str = "\
Examples:
  bartizan                                        Serve ./bartizan-data on localhost:7800
  bartizan --data /srv/iam --listen localhost:0   Another directory, any free port
  bartizan account create --email ops@example.com
  bartizan audit --since 2h --follow | jq .eventName
  bartizan audit verify                           Whether anybody changed it
  bartizan verify                                 Whether the store is whole
  bartizan health                                 Is the server ready? (with metrics.listen set)
  bartizan keys rotate                            Another master key seals from now on
  bartizan unlock --account 123456789012 --user alice
  bartizan sessions end --account 123456789012 --user alice
  bartizan policy install manage-own-mfa-device --account 123456789012 --attach-to-group everybody
  bartizan service-control set --account 123456789012 --name no-new-users no-new-users.json
  bartizan service register store --account 123456789012 --host store.example.com --signing-service s3
  bartizan tokens import tokens.csv --account 123456789012
  bartizan fido metadata import blob.jwt
  bartizan support deactivate-mfa --account 123456789012 --root --reason 'ticket 4711'
  bartizan backup /backups/iam-2026-11-29
  bartizan login --endpoint https://id.example.com
  bartizan config show                            Every setting, its value, and where that came from

Settings stand in a TOML file (tls.key) or in variables (BARTIZAN_TLS_KEY). Options go before variables, those before the
file.

Exit codes: 0 done, 1 it did not work, 2 the command line or the configuration is wrong, 3 sign in (again): bartizan login.";

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

/// Where the configuration is. These may stand before or after the words of a command.
#[derive(Debug, Args)]
pub struct PlaceArguments {
    /// The data directory [default: ./bartizan-data]
    #[arg(long, value_name = "DIR", global = true)]
    pub data: Option<PathBuf>,
    /// What keeps the documents: sqlite, or postgres://USER@HOST/DATABASE [default: sqlite]
    #[arg(long, value_name = "STORE", global = true)]
    pub store: Option<String>,
    /// The configuration file [default: bartizan.toml in the data directory, if it is there]
    #[arg(long, value_name = "FILE", global = true)]
    pub config: Option<PathBuf>,
}

/// What can be said about serving.
#[derive(Debug, Default, Args)]
pub struct ServeArguments {
    /// Where to listen; with port 0 the system chooses one [default: localhost:7800]
    #[arg(long, value_name = "HOST:PORT")]
    pub listen: Option<String>,
    /// Make no first account when the store is empty
    #[arg(long)]
    pub no_first_account: bool,
    /// Speak plain HTTP on addresses that are not loopback, because something else encrypts
    #[arg(long)]
    pub insecure_http: bool,
    /// Certificate chain in PEM; with --tls-key, HTTPS is spoken. Read again on SIGHUP
    #[arg(long, value_name = "FILE")]
    pub tls_certificate: Option<PathBuf>,
    /// Private key of the certificate, in PEM
    #[arg(long, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
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
    /// Show the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// List the API operations that are answered
    Operations {
        #[command(flatten)]
        output: OutputArguments,
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

/// About accounts.
#[derive(Debug, Subcommand)]
pub enum AccountCommand {
    /// Make an account with its root user and an administrator; prints their passwords and access keys, this once
    Create {
        /// E-mail of the root user
        #[arg(long)]
        email: String,
        /// What people call the account [default: the first part of the e-mail]
        #[arg(long)]
        name: Option<String>,
        /// Give the root user an access key too
        #[arg(long)]
        root_access_key: bool,
        #[command(flatten)]
        output: OutputArguments,
    },
    /// Give an account the root e-mail that it asked for in the console; ask its owner first whether that address is theirs
    ConfirmEmail {
        /// Which account
        #[arg(long, value_name = "ACCOUNT-ID")]
        account: AccountId,
    },
    /// List the accounts
    List {
        #[command(flatten)]
        output: OutputArguments,
    },
}

/// About sessions.
#[derive(Debug, Subcommand)]
pub enum SessionsCommand {
    /// End all sessions of somebody that were issued until now; access keys, and sessions issued later, work on
    End(PrincipalArguments),
}

/// Who is meant.
#[derive(Debug, Args)]
pub struct PrincipalArguments {
    /// Whose account
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account: AccountId,
    #[command(flatten)]
    pub principal: Principal,
}

/// A user, or the root user.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub struct Principal {
    /// The user
    #[arg(long, value_name = "NAME")]
    pub user: Option<UserName>,
    /// The root user
    #[arg(long)]
    pub root: bool,
}

impl Principal {
    /// As the request names it, and as people do.
    pub fn named(self) -> (Whose, String) {
        match self.user {
            Some(name) => (Whose::User(name.to_string()), name.to_string()),
            None => (Whose::Root, "the root user".to_owned()),
        }
    }
}

/// About the configuration.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print what is in force and where each value came from, as a configuration file
    Show(ServeArguments),
}

impl PlaceArguments {
    /// What it sets.
    pub fn overrides(&self) -> Overrides {
        let store = self.store.clone().map(|store| ("--store", "store.url", store));
        path("--data", "data", self.data.as_ref()).into_iter().chain(store).collect()
    }
}

impl ServeArguments {
    /// What was said in front of a command's words, unless it was said again behind them.
    pub fn overridden_by(self, after: Self) -> Self {
        Self {
            listen: after.listen.or(self.listen),
            no_first_account: after.no_first_account || self.no_first_account,
            insecure_http: after.insecure_http || self.insecure_http,
            tls_certificate: after.tls_certificate.or(self.tls_certificate),
            tls_key: after.tls_key.or(self.tls_key),
        }
    }

    /// What they set.
    pub fn overrides(&self) -> Overrides {
        let flag = |option, key, given: bool, value: &str| given.then(|| (option, key, value.to_owned()));
        [
            self.listen.clone().map(|listen| ("--listen", "listen", listen)),
            flag("--no-first-account", "first_account", self.no_first_account, "false"),
            flag("--insecure-http", "insecure_http", self.insecure_http, "true"),
            path("--tls-certificate", "tls.certificate", self.tls_certificate.as_ref()),
            path("--tls-key", "tls.key", self.tls_key.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn path(
    option: &'static str,
    key: &'static str,
    value: Option<&PathBuf>,
) -> Option<(&'static str, &'static str, String)> {
    value.map(|path| (option, key, path.to_string_lossy().into_owned()))
}

/// From when on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Since {
    /// From that moment.
    Moment(Timestamp),
    /// From so long ago.
    Ago(Duration),
}

impl Since {
    /// The moment, seen from now.
    pub fn moment(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Moment(moment) => moment,
            Self::Ago(duration) => now.before(duration),
        }
    }

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let ago = || ago(text).map(Self::Ago);
        let moment = || text.parse::<jiff::Timestamp>().ok();
        // Exactly a day: the parser would leave a time of day out that has no zone.
        let is_day = text.len() == "2026-09-11".len();
        let day = || {
            text.parse::<jiff::civil::Date>().ok().filter(|_| is_day)?.to_zoned(jiff::tz::TimeZone::UTC).ok()
        };
        let micros = || {
            let micros = moment().or_else(|| Some(day()?.timestamp()))?.as_microsecond();
            Some(Self::Moment(Timestamp::from_micros(u64::try_from(micros).ok()?)))
        };
        ago().or_else(micros).ok_or_else(|| {
            "neither a time like 2026-09-11T19:58:24Z or 2026-09-11, nor so long ago like 90s, 30m, 2h, 7d, 4w".to_owned()
        })
    }
}

/// `2h`, `7d`: a number and its unit.
fn ago(text: &str) -> Option<Duration> {
    let (number, unit) = text.split_at_checked(text.len().checked_sub(1)?)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        _ => return None,
    };
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let number: u64 = number.parse().ok().filter(|_| is_number)?;
    number.checked_mul(seconds).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use clap::{CommandFactory, Parser};
    use model::Timestamp;

    use super::{Arguments, Since};

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

    #[test]
    fn since_is_a_moment_or_so_long_ago() {
        const SEPTEMBER: u64 = 1_789_084_800; // 2026-09-11
        for (text, since) in [
            ("90s", Some(Since::Ago(Duration::from_secs(90)))),
            ("30m", Some(Since::Ago(Duration::from_secs(1_800)))),
            ("2h", Some(Since::Ago(Duration::from_secs(7_200)))),
            ("7d", Some(Since::Ago(Duration::from_secs(604_800)))),
            ("1w", Some(Since::Ago(Duration::from_secs(604_800)))),
            ("2026-09-11", Some(Since::Moment(Timestamp::from_secs(SEPTEMBER)))),
            ("2026-09-11T00:00:01Z", Some(Since::Moment(Timestamp::from_secs(SEPTEMBER + 1)))),
            ("2026-09-11T02:00:00+02:00", Some(Since::Moment(Timestamp::from_secs(SEPTEMBER)))),
            ("2026-09-11T00:00:00", None),
            ("yesterday", None),
            ("2", None),
            ("h", None),
            ("-2h", None),
            ("+2h", None),
            ("2 h", None),
            ("2µ", None),
            ("99999999999999999999d", None),
            ("18446744073709551615w", None),
            ("1969-12-31", None),
            ("", None),
        ] {
            assert_eq!(Since::parse(text).ok(), since, "{text}");
        }
    }
}
