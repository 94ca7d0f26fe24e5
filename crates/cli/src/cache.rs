//! What is kept between two uses of a session: files of their owner alone, which two programs do not touch at once.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Read};
use std::marker::PhantomData;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use model::Secret;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::data::{Replace, write_private};
use crate::failure::Failure;

/// What is kept in a file. Another version of this program may have written it.
pub trait Cached: Serialize + DeserializeOwned {
    /// The directory of such files, below that of this program.
    const DIRECTORY: &'static str;

    /// Whether this version knows what it says.
    fn is_current(&self) -> bool;
}

/// A file which nobody else reads or writes while this is held: two programs that renew at once would use one token twice, which ends
/// the session, or ask for two codes where one is enough.
pub struct Held<T> {
    file: PathBuf,
    _lock: File,
    of: PhantomData<T>,
}

/// Waits until nobody else holds what is called so, and says so first if somebody does.
///
/// # Errors
/// If its directory cannot be made, or it cannot be locked.
pub fn lock(directory: &str, name: &str, told: impl FnOnce()) -> Result<File, Failure> {
    let directory = place(directory)?;
    let at = |error| Failure::of(format!("cannot keep a session in {}", directory.display()), error);
    DirBuilder::new().recursive(true).mode(0o700).create(&directory).map_err(at)?;
    lock_file(&directory.join(format!("{name}.lock")), told).map_err(at)
}

/// The kernel's lock on a file that is there for nothing else.
///
/// # Errors
/// If it cannot be made or locked.
pub fn lock_file(path: &Path, told: impl FnOnce()) -> io::Result<File> {
    let lock = OpenOptions::new().create(true).truncate(false).write(true).mode(0o600).open(path)?;
    if let Err(TryLockError::WouldBlock) = lock.try_lock() {
        told();
        lock.lock()?;
    }
    Ok(lock)
}

impl<T: Cached> Held<T> {
    /// Waits for the file of this name.
    ///
    /// # Errors
    /// If its directory cannot be made, or it cannot be locked.
    pub fn wait_for(name: &str, told: impl FnOnce()) -> Result<Self, Failure> {
        let lock = lock(T::DIRECTORY, name, told)?;
        Ok(Self { file: place(T::DIRECTORY)?.join(format!("{name}.json")), _lock: lock, of: PhantomData })
    }

    /// What is kept; none if there is nothing, or another version of this program wrote it.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn read(&self) -> Result<Option<T>, Failure> {
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
        Ok(serde_json::from_str::<T>(text.expose()).ok().filter(T::is_current))
    }

    /// Keeps this in place of what was there.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, kept: &T) -> Result<(), Failure> {
        let text = serde_json::to_string(kept).map_err(|error| self.failure("write", error))?;
        write_private(&self.file, &Secret::new(text), Replace::Yes)
            .map_err(|error| self.failure("write", error))
    }

    /// Forgets it.
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

/// `$XDG_CACHE_HOME/bartizan/NAME`, or `~/.cache/bartizan/NAME`.
fn place(name: &str) -> Result<PathBuf, Failure> {
    below("XDG_CACHE_HOME", ".cache", name)
}

/// A directory of this program below one of the user's, as the XDG base directory specification has them.
///
/// # Errors
/// If nobody says where the user's are.
pub fn below(variable: &str, below_home: &str, name: &str) -> Result<PathBuf, Failure> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    // A relative path would be another one in each directory; the specification says to take no notice of it.
    let base = set(variable).filter(|path| path.is_absolute());
    let base = base.or_else(|| set("HOME").map(|home| home.join(below_home)));
    let base = base.ok_or_else(|| {
        Failure::Usage(format!("neither HOME nor {variable} is set: there is no place to keep anything"))
    })?;
    Ok(base.join("bartizan").join(name))
}
