use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// How a store is reached.
#[derive(Clone)]
pub struct Options {
    /// `postgres://USER@HOST:PORT,HOST:PORT/DATABASE?…`, or libpq's `key=value` form. `docs/scaling.md` lists what it may hold.
    pub url: String,
    /// Takes the place of a password in [`Options::url`]: a URL is easily seen by others.
    pub password: Option<String>,
    /// The most connections at once; at least one.
    pub connections: usize,
    /// Certificates that may vouch for the server, in PEM, instead of those that the system trusts.
    pub ca_file: Option<PathBuf>,
    /// How long a connection may take until it can be used, over all hosts of the URL.
    pub connect_within: Duration,
}

impl Options {
    /// Sixteen connections, each within five seconds.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self {
            url: url.into(),
            password: None,
            connections: 16,
            ca_file: None,
            connect_within: Duration::from_secs(5),
        }
    }
}

impl fmt::Debug for Options {
    // The URL may hold a password: it never reaches a log (rule R7).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("url", &"(hidden)")
            .field("password", &self.password.as_ref().map(|_| "(hidden)"))
            .field("connections", &self.connections)
            .field("ca_file", &self.ca_file)
            .field("connect_within", &self.connect_within)
            .finish()
    }
}

/// Why a store could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The URL cannot be read. Nothing of it is repeated, since it may hold a password.
    #[error("the database's URL cannot be used: {0}")]
    Url(String),
    /// The file of certificates cannot be read.
    #[error("no certificate can be read from {}: {reason}", file.display())]
    Certificates {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// No host answered as it should.
    #[error("no connection to the database: {0}")]
    Unreachable(String),
    /// A commit that was answered could be lost.
    #[error("the database would lose what it acknowledged: {setting} is {value}. {remedy}")]
    NotDurable {
        /// The server's setting.
        setting: &'static str,
        /// What it is.
        value: String,
        /// What to do.
        remedy: &'static str,
    },
    /// The server or the database is not one that this engine can use.
    #[error("the database cannot hold a store: {0}")]
    Unsuitable(String),
    /// Tables of these names belong to something else.
    #[error(
        "the database already has a table \"{table}\" that is not a bartizan store's: give bartizan a database of its own"
    )]
    NotOurs {
        /// One of them.
        table: String,
    },
    /// A newer version of this program wrote the store.
    #[error(
        "the store has schema {found}, this version knows {known} and older: use the newer version again"
    )]
    NewerSchema {
        /// The schema of the store.
        found: i32,
        /// The newest one that this version knows.
        known: i32,
    },
    /// PostgreSQL refused something.
    #[error("the store cannot be opened: {0}")]
    Postgres(String),
}
