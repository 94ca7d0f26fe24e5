//! Where the configuration is, and what can be said about serving.

use std::path::PathBuf;

use clap::Args;

use crate::settings::Overrides;

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
    /// Keep everything in memory and forget it at the end, for tests: no data directory is made; prints what clients need
    #[arg(long)]
    pub ephemeral: bool,
    #[command(flatten)]
    pub passing: EphemeralArguments,
}

/// What can be said about a server that forgets.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Options of --ephemeral")]
pub struct EphemeralArguments {
    /// Number of the account that is made, twelve digits
    #[arg(long, value_name = "ACCOUNT-ID")]
    pub account_id: Option<String>,
    /// E-mail of its root user [default: root@example.com]
    #[arg(long, value_name = "EMAIL")]
    pub root_email: Option<String>,
    /// Begin with the accounts, users, roles and policies of this file; - is standard input
    #[arg(long, value_name = "FILE")]
    pub seed: Option<PathBuf>,
    /// How to print what clients need: env (lines for a shell) or json [default: env]
    #[arg(long, value_name = "FORMAT")]
    pub format: Option<String>,
    /// Begin at this time instead of now: 2026-11-30T12:00:00Z
    #[arg(long, value_name = "TIME")]
    pub clock: Option<String>,
    /// Let the clock stand still until `bartizan clock` sets it forward
    #[arg(long)]
    pub clock_stopped: bool,
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
            ephemeral: after.ephemeral || self.ephemeral,
            passing: self.passing.overridden_by(after.passing),
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
            flag("--ephemeral", "ephemeral.on", self.ephemeral, "true"),
        ]
        .into_iter()
        .flatten()
        .chain(self.passing.overrides())
        .collect()
    }
}

impl EphemeralArguments {
    fn overridden_by(self, after: Self) -> Self {
        Self {
            account_id: after.account_id.or(self.account_id),
            root_email: after.root_email.or(self.root_email),
            seed: after.seed.or(self.seed),
            format: after.format.or(self.format),
            clock: after.clock.or(self.clock),
            clock_stopped: after.clock_stopped || self.clock_stopped,
        }
    }

    fn overrides(&self) -> Overrides {
        let text = |option, key, given: &Option<String>| given.clone().map(|value| (option, key, value));
        let stopped = self.clock_stopped.then(|| "true".to_owned());
        [
            text("--account-id", "ephemeral.account_id", &self.account_id),
            text("--root-email", "root_email", &self.root_email),
            path("--seed", "ephemeral.seed", self.seed.as_ref()),
            text("--format", "ephemeral.format", &self.format),
            text("--clock", "ephemeral.clock", &self.clock),
            stopped.map(|value| ("--clock-stopped", "ephemeral.clock_stopped", value)),
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
