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
