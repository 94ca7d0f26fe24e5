//! The file of an authenticator, and the passphrase that opens it.

use std::fs::{DirBuilder, File};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};

use model::Secret;
use service::SystemEntropy;

use super::devices::Devices;
use super::sealed::{Closed, SealingKey, open};
use crate::cache;
use crate::data::{Replace, write_private};
use crate::failure::Failure;
use crate::person::Person;
use crate::terminal::note;

/// No file is longer: a thousand devices have less.
const LONGEST: u64 = 4 * 1_024 * 1_024;
/// A passphrase that somebody makes up now.
const SHORTEST: usize = 8;
/// No passphrase is longer, in bytes.
const LONGEST_PASSPHRASE: u64 = 4_096;

/// Where the passphrase is found.
#[derive(Clone, Debug, Default)]
pub struct Passphrase {
    /// In this file; without one, somebody at the terminal is asked.
    pub file: Option<PathBuf>,
}

/// An authenticator that was opened.
pub struct Keep {
    file: PathBuf,
    key: SealingKey,
    /// Its devices.
    pub devices: Devices,
}

impl Keep {
    /// Where it is: `$XDG_DATA_HOME/bartizan/authenticator.json`.
    ///
    /// # Errors
    /// If nobody says where the home directory is.
    pub fn place() -> Result<PathBuf, Failure> {
        cache::below("XDG_DATA_HOME", ".local/share", "authenticator.json")
    }

    /// Opens it, to read.
    ///
    /// # Errors
    /// If there is none, or it stays closed.
    pub async fn open(passphrase: &Passphrase) -> Result<Self, Failure> {
        let file = Self::place()?;
        let Some(text) = read(&file)? else {
            return Err(Failure::Failed(format!(
                "there is no authenticator yet ({} is made by `bartizan authenticator add`)",
                file.display()
            )));
        };
        let passphrase = existing(passphrase).await?;
        Self::opened(file, &text, &passphrase)
    }

    /// Changes it, while no other process does: of two that change it at once, both changes are kept. It is made if there is none.
    ///
    /// # Errors
    /// If it stays closed, or `change` fails; then nothing was changed.
    pub async fn change<T>(
        passphrase: &Passphrase,
        change: impl FnOnce(&mut Devices) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let file = Self::place()?;
        // Asked before the lock is taken: nobody waits for somebody who thinks about a passphrase.
        let is_there = read(&file)?.is_some();
        let passphrase = if is_there { existing(passphrase).await? } else { new(passphrase).await? };
        let at = |error| Failure::of(format!("cannot write {}", file.display()), error);
        let directory = file.parent().unwrap_or(Path::new("/"));
        DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(at)?;
        let _lock = cache::lock_file(&file.with_extension("lock"), || {}).map_err(at)?;
        let mut keep = match read(&file)? {
            Some(text) => Self::opened(file.clone(), &text, &passphrase)?,
            None => {
                let key = SealingKey::new(&passphrase, &SystemEntropy).map_err(|why| closed(&file, why))?;
                Self { file: file.clone(), key, devices: Devices::default() }
            }
        };
        let changed = change(&mut keep.devices)?;
        let text = keep.key.seal(&keep.devices.write()?, &SystemEntropy).map_err(|why| closed(&file, why))?;
        write_private(&keep.file, &Secret::new(text), Replace::Yes).map_err(at)?;
        Ok(changed)
    }

    fn opened(file: PathBuf, text: &str, passphrase: &Secret<String>) -> Result<Self, Failure> {
        let (key, devices) = open(text, passphrase).map_err(|why| closed(&file, why))?;
        let devices = Devices::read(devices.expose()).ok_or_else(|| closed(&file, Closed::NotOurs))?;
        Ok(Self { file, key, devices })
    }
}

fn closed(file: &Path, why: Closed) -> Failure {
    let file = file.display();
    Failure::Failed(match why {
        Closed::NotOurs => format!("{file} is no authenticator, or one of a later version"),
        Closed::WrongPassphrase => format!("the passphrase does not open {file}"),
        Closed::Failed => format!("cannot open or seal {file}: there is not enough memory"),
    })
}

fn read(file: &Path) -> Result<Option<String>, Failure> {
    let unreadable = |error| Failure::of(format!("cannot read {}", file.display()), error);
    let opened = match File::open(file) {
        Ok(opened) => opened,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(error)),
    };
    let mut text = String::new();
    opened.take(LONGEST).read_to_string(&mut text).map_err(unreadable)?;
    Ok(Some(text))
}

async fn existing(passphrase: &Passphrase) -> Result<Secret<String>, Failure> {
    if let Some(file) = &passphrase.file {
        return of_file(file);
    }
    let mut person = Person::at_the_terminal(WANTED)?;
    person.ask_secretly("Passphrase of the authenticator: ").await
}

/// A passphrase that is made up now, twice the same.
async fn new(passphrase: &Passphrase) -> Result<Secret<String>, Failure> {
    let passphrase = match &passphrase.file {
        Some(file) => of_file(file)?,
        None => {
            let mut person = Person::at_the_terminal(WANTED)?;
            person.say("This is the first device. A passphrase encrypts the authenticator; nothing brings it back if you forget it.");
            let first = person.ask_secretly("New passphrase: ").await?;
            let again = person.ask_secretly("The same once more: ").await?;
            if first.expose() != again.expose() {
                return Err(Failure::Failed("the two are not the same: nothing was added".to_owned()));
            }
            first
        }
    };
    if passphrase.expose().chars().count() < SHORTEST {
        return Err(Failure::Failed(format!(
            "a passphrase has at least {SHORTEST} characters: nothing was added"
        )));
    }
    Ok(passphrase)
}

const WANTED: &str = "the passphrase of the authenticator (a file can have it: --passphrase-file, or BARTIZAN_AUTHENTICATOR_PASSPHRASE_FILE)";

fn of_file(path: &Path) -> Result<Secret<String>, Failure> {
    let shown = path.display();
    let unreadable = |error| Failure::Usage(format!("cannot read the passphrase in {shown}: {error}"));
    let file = File::open(path).map_err(unreadable)?;
    let about = file.metadata().map_err(unreadable)?;
    if about.is_file() && about.permissions().mode() & 0o077 != 0 {
        note(&format!("Others can read the passphrase in {shown}: chmod 600 keeps it yours."));
    }
    let mut text = String::with_capacity(4_097);
    file.take(LONGEST_PASSPHRASE).read_to_string(&mut text).map_err(unreadable)?;
    let text = Secret::new(text);
    let line = text.expose().trim_end_matches(['\r', '\n']);
    if line.is_empty() || line.contains(char::is_control) {
        return Err(Failure::Usage(format!("{shown} must hold the passphrase, on one line")));
    }
    Ok(Secret::new(line.to_owned()))
}
