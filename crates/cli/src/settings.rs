//! What is configured: one table, read from the command line, the environment, a file and the defaults, in this order.

mod ephemeral;
mod layers;
mod proxies;
mod reaching;
mod secret;
mod storing;
mod table;
mod values;
mod watching;

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

pub use ephemeral::{
    AccountNumber, GivenSecret, KeyId, MALFORMED_KEY, MALFORMED_SECRET, PrintedAs, SeedFile, is_secret,
    of_another_account,
};
pub use proxies::Networks;
pub use reaching::SecretText;
pub use secret::secret;
pub use storing::StoreUrl;
pub use table::{Row, Settings, TABLE};
pub use values::{Listen, LogFormat, LogLevel, PublicUrl, Value};
pub use watching::LogRequests;

use crate::failure::Failure;
use layers::{Layers, Text};

/// The name of the configuration file that is read if it lies in the data directory.
const FILE: &str = "bartizan.toml";

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// It is built in.
    Default,
    /// A configuration file.
    File(PathBuf),
    /// An environment variable.
    Environment(String),
    /// An option of the command.
    CommandLine(&'static str),
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Environment(variable) => f.write_str(variable),
            Self::CommandLine(option) => write!(f, "{option} on the command line"),
        }
    }
}

/// A value as it was given, and by whom.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The text.
    pub text: String,
    /// Where it stands.
    pub source: Source,
}

/// The settings in force, and where each came from.
#[derive(Clone, Debug)]
pub struct InForce {
    /// The values.
    pub settings: Settings,
    /// The value of each key as it was given.
    pub origins: BTreeMap<&'static str, Origin>,
}

/// What the command line says about settings: the option, the key it sets, and its value.
pub type Overrides = Vec<(&'static str, &'static str, String)>;

/// Everything that settings are read from.
#[derive(Debug, Default)]
pub struct Given {
    /// The options of the command.
    pub overrides: Overrides,
    /// `--config`.
    pub config: Option<PathBuf>,
    /// The environment.
    pub environment: Vec<(String, String)>,
}

impl Given {
    /// What this process was given.
    pub fn by(overrides: Overrides, config: Option<PathBuf>) -> Self {
        // Names and values that are not text are none of ours, or fail as values.
        let text = |os: std::ffi::OsString| os.to_string_lossy().into_owned();
        let environment = std::env::vars_os().map(|(name, value)| (text(name), text(value))).collect();
        Self { overrides, config, environment }
    }

    /// Reads all of it.
    ///
    /// # Errors
    /// Names the first key, variable or value that is wrong, and where it stands.
    pub fn read(self) -> Result<InForce, Failure> {
        let mut layers = Layers::default();
        let named = layers.add_environment(&self.environment)?.filter(|_| self.config.is_none());
        let named = self.config.clone().or(named);
        for (option, key, value) in self.overrides {
            layers.set(key, value, Source::CommandLine(option));
        }
        match named {
            Some(path) => layers.add_file(&path, &contents(&path)?)?,
            // An ephemeral server has nothing to do with the store that may be here, nor with how that one is served.
            None if layers.read("ephemeral.on")? => {}
            None => {
                let path = PathBuf::from(&layers.text("data").text).join(FILE);
                if let Some(text) = contents_if_there(&path)? {
                    layers.add_file(&path, &text)?;
                    layers.refuse_from(
                        &path,
                        "data",
                        "it was found because of where the data directory is",
                    )?;
                }
            }
        }
        let settings = Settings::read(&layers)?;
        settings.check()?;
        let origins = TABLE.iter().map(|row| (row.key, layers.shown(row))).collect();
        Ok(InForce { settings, origins })
    }
}

impl Settings {
    /// What no setting can know by itself.
    fn check(&self) -> Result<(), Failure> {
        let missing = match (&self.tls_certificate, &self.tls_key) {
            (Some(_), None) => "tls.certificate is set and tls.key is not",
            (None, Some(_)) => "tls.key is set and tls.certificate is not",
            _ => return self.check_storing().and_then(|()| self.check_reaching()),
        };
        Err(Failure::Usage(format!("{missing}: TLS needs both")))
    }
}

fn contents(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| unreadable(path, &error))
}

fn contents_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(Failure::Failed(format!(
            "cannot look for {}: run bartizan as the user who owns the data directory, or as root where a server runs",
            path.display()
        ))),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &io::Error) -> Failure {
    Failure::Usage(format!("cannot read the configuration file {}: {error}", path.display()))
}

impl Layers {
    /// The text of a key in force.
    fn text(&self, key: &'static str) -> Origin {
        let Text { text, source } = self.find(key);
        Origin { text, source }
    }

    /// The same, as far as it may be shown: of a secret, that there is one (rule R7).
    fn shown(&self, row: &Row) -> Origin {
        let origin = self.text(row.key);
        if row.is_secret && !origin.text.is_empty() {
            return Origin { text: "(not shown)".to_owned(), ..origin };
        }
        origin
    }
}

#[cfg(test)]
mod tests;
