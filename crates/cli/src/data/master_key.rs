//! The master key: a file beside the store, made once, and never made again for a store that has lost it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use model::{Secret, Timestamp};
use service::{Entropy, KeyFile, SystemEntropy};
use vault::Keyring;

use super::directory::{DataDirectory, check_owner, is_private};
use super::private_file::{Replace, write_private};
use crate::failure::Failure;

/// The name of the key file.
const MASTER_KEY: &str = "master.key";
/// More than any keyring that rotations can fill.
const LONGEST: u64 = 1 << 20;

/// The keys of a directory. Where there is no store yet, the first one is made.
///
/// The key is on disk before the store holds anything: so a store without a key has lost it, or was made by another node, and a new
/// one would open nothing of what the store holds, and would hide that.
///
/// # Errors
/// If the key is lost, can be read by others, is not ours, or is no key.
pub fn load_or_make(directory: &DataDirectory, has_store: bool, now: Timestamp) -> Result<Keyring, Failure> {
    let path = directory.file(MASTER_KEY);
    if !path.exists() {
        if has_store {
            return Err(Failure::Failed(format!(
                "there is a store, and {} has lost its master key, or was never given it: put {MASTER_KEY} there from where you keep it, or \
                 from another node. Without it the secrets in the store cannot be opened, and a new key would not open them either",
                directory.path().display()
            )));
        }
        make(&path, now)?;
    }
    // One whose time is over goes by itself once nothing needs it: the service looks first.
    read(&path)
}

/// The keys of a directory, which must be there.
///
/// # Errors
/// If they are not, or as of [`load_or_make`].
pub fn load(directory: &DataDirectory) -> Result<Keyring, Failure> {
    let path = directory.file(MASTER_KEY);
    if !path.exists() {
        return Err(Failure::Failed(format!(
            "there is no {MASTER_KEY} in {}: put the one of the store that was backed up there, with mode 0600. A backup never holds it",
            directory.path().display()
        )));
    }
    read(&path)
}

/// Gives a directory the keys of another one, if it has none.
///
/// # Errors
/// If it has others, or they cannot be read or written.
pub fn share(from: &DataDirectory, to: &DataDirectory) -> Result<Keyring, Failure> {
    let (keyring, path) = (load(from)?, to.file(MASTER_KEY));
    let text = keyring.to_text();
    if path.exists() {
        if read(&path)?.to_text().expose() != text.expose() {
            return Err(Failure::Failed(format!(
                "{} has another {MASTER_KEY} than {}: what is sealed under the one does not open under the other",
                to.path().display(),
                from.path().display()
            )));
        }
        return Ok(keyring);
    }
    write_private(&path, &text, Replace::Never)
        .map_err(|error| Failure::of(format!("cannot write the master key {}", path.display()), error))?;
    Ok(keyring)
}

/// The key file of a directory, for a service that changes it.
#[derive(Debug)]
pub struct MasterKeyFile(PathBuf);

impl MasterKeyFile {
    /// Of a directory.
    pub fn of(directory: &DataDirectory) -> Self {
        Self(directory.file(MASTER_KEY))
    }
}

impl KeyFile for MasterKeyFile {
    fn read(&self) -> Result<Keyring, String> {
        read(&self.0).map_err(Failure::into_words)
    }

    fn write(&self, keyring: &Keyring) -> Result<(), String> {
        let written = write_private(&self.0, &keyring.to_text(), Replace::Yes);
        written.map_err(|error| format!("cannot write the master key {}: {error}", self.0.display()))
    }
}

fn make(path: &Path, now: Timestamp) -> Result<(), Failure> {
    let key = (&SystemEntropy as &dyn Entropy).array();
    match write_private(path, &Keyring::first(key).made(now).to_text(), Replace::Never) {
        // Another process was faster: its key is the key. Since it owns the directory it may have removed ours, unfinished.
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == ErrorKind::NotFound && path.exists() => Ok(()),
        result => result
            .map_err(|error| Failure::of(format!("cannot write the master key {}", path.display()), error)),
    }
}

fn read(path: &Path) -> Result<Keyring, Failure> {
    let shown = path.display();
    let unreadable = |error| Failure::of(format!("cannot read the master key {shown}"), error);
    let file = File::open(path).map_err(unreadable)?;
    // Of the file that is open, not of the name: that could be another by now.
    let found = file.metadata().map_err(unreadable)?;
    check_owner(path, &found, "the master key")?;
    if !is_private(&found) {
        return Err(Failure::Failed(format!(
            "others can read the master key {shown}: run `chmod 600 {shown}`. If somebody did read it, they can open a copy of \
             the store"
        )));
    }
    let mut text = String::with_capacity(4_096);
    let read = file.take(LONGEST).read_to_string(&mut text);
    let text = Secret::new(text);
    read.map_err(unreadable)?;
    Keyring::parse(text.expose()).map_err(|error| Failure::of(format!("{shown} is not a master key"), error))
}
