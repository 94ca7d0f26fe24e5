//! What is kept between two uses of a session: a file of its owner alone, for each profile.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use model::{Secret, Timestamp};
use serde::{Deserialize, Serialize};

use crate::data::{Replace, write_private};
use crate::failure::Failure;

/// A session at this terminal. It has no Debug: most of it is secret.
#[derive(Clone, Serialize, Deserialize)]
pub struct Session {
    /// The form of this file.
    pub version: u32,
    /// Where the server is.
    pub endpoint: String,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// Whose it is.
    pub arn: String,
    /// The key that it is bound to.
    pub key: String,
    /// What renews it, once.
    pub refresh_token: String,
    /// The credentials.
    pub access_key_id: String,
    /// Their secret.
    pub secret_access_key: String,
    /// Their token.
    pub session_token: String,
    /// When they end, in seconds since 1970.
    pub expires: u64,
}

impl Session {
    /// The form that is written.
    pub const VERSION: u32 = 1;

    /// When the credentials end.
    pub const fn ends(&self) -> Timestamp {
        Timestamp::from_secs(self.expires)
    }
}

/// The file of a profile, which nobody else reads or writes while this is held: two programs that renew at once would use one token
/// twice, and that ends the session.
pub struct Held {
    file: PathBuf,
    _lock: File,
}

impl Held {
    /// Waits for the file of a profile.
    ///
    /// # Errors
    /// If its directory cannot be made, or it cannot be locked.
    pub fn wait_for(profile: &str) -> Result<Self, Failure> {
        let lock = Self::lock(profile)?;
        Ok(Self { file: directory()?.join(format!("{profile}.json")), _lock: lock })
    }

    /// Waits until nobody else holds what is called so.
    ///
    /// # Errors
    /// If its directory cannot be made, or it cannot be locked.
    pub fn lock(name: &str) -> Result<File, Failure> {
        let directory = directory()?;
        let at = |error| Failure::of(format!("cannot keep a session in {}", directory.display()), error);
        DirBuilder::new().recursive(true).mode(0o700).create(&directory).map_err(at)?;
        let lock = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .mode(0o600)
            .open(directory.join(format!("{name}.lock")))
            .map_err(at)?;
        lock.lock().map_err(at)?;
        Ok(lock)
    }

    /// The session; none if nobody signed in, or another version of this program wrote it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(&self) -> Result<Option<Session>, Failure> {
        let mut text = Secret::new(String::new());
        let read = File::open(&self.file).and_then(|mut file| {
            let mut found = String::new();
            let read = file.read_to_string(&mut found);
            text = Secret::new(found);
            read
        });
        match read {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(self.failure("read", error)),
        }
        let session = serde_json::from_str::<Session>(text.expose()).ok();
        Ok(session.filter(|session| session.version == Session::VERSION))
    }

    /// Keeps a session in place of what was there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, session: &Session) -> Result<(), Failure> {
        let text = serde_json::to_string(session).map_err(|error| self.failure("write", error))?;
        write_private(&self.file, &Secret::new(text), Replace::Yes)
            .map_err(|error| self.failure("write", error))
    }

    /// Forgets the session.
    ///
    /// # Errors
    /// If it is there and cannot be removed.
    pub fn remove(&self) -> Result<(), Failure> {
        match std::fs::remove_file(&self.file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.failure("remove", error)),
            _ => Ok(()),
        }
    }

    fn failure(&self, what: &str, error: impl std::fmt::Display) -> Failure {
        Failure::of(format!("cannot {what} {}", self.file.display()), error)
    }
}

/// `$XDG_CACHE_HOME/bartizan/login`, or `~/.cache/bartizan/login`.
fn directory() -> Result<PathBuf, Failure> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A relative path would be another one in each directory; the specification says to take no notice of it.
    let cache = set("XDG_CACHE_HOME").filter(|path| path.is_absolute());
    let cache = cache.or_else(|| set("HOME").map(|home| home.join(".cache")));
    let cache = cache
        .ok_or_else(|| Failure::Usage("HOME is not set: there is no place to keep a session".to_owned()))?;
    Ok(cache.join(Path::new("bartizan/login")))
}
