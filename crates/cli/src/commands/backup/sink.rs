//! Where a backup goes: into a file that appears whole or not at all, or to standard output.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// Where the bytes go.
pub enum Sink {
    /// Into a file that is nobody's yet, beside its place.
    File { unfinished: NamedTempFile, path: PathBuf, directory: PathBuf, replace: bool },
    /// To standard output.
    Stdout,
}

impl Sink {
    /// Opens it. What is there and must stay is noticed before any work is done.
    ///
    /// # Errors
    /// If it cannot be written, or is there.
    pub fn open(path: &Path, replace: bool) -> Result<Self, Failure> {
        if path == Path::new("-") {
            if io::stdout().is_terminal() {
                return Err(Failure::Usage(
                    "a backup is not for a terminal: name a file, or a program that takes it".to_owned(),
                ));
            }
            return Ok(Self::Stdout);
        }
        let shown = path.display();
        match std::fs::symlink_metadata(path) {
            // A device, or a link to what somebody else put there.
            Ok(found) if !found.is_file() => {
                return Err(Failure::Failed(format!(
                    "{shown} is there and is no file: name another, or - for standard output"
                )));
            }
            Ok(_) if !replace => return Err(there(path)),
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(Failure::of(format!("cannot write {shown}"), error)),
        }
        let directory = match path.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        // Made with mode 0600 from the start, and named so that nobody takes it for a backup.
        let unfinished = tempfile::Builder::new().prefix(".unfinished-backup-").tempfile_in(&directory);
        let unfinished = unfinished.map_err(|error| Failure::of(format!("cannot write {shown}"), error))?;
        Ok(Self::File { unfinished, path: path.to_owned(), directory, replace })
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// If they cannot be written: a full disk.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Self::File { unfinished, path, .. } => unfinished.write_all(bytes).map_err(|error| {
                Failure::of(format!("cannot write {}, and nothing is left of it", path.display()), error)
            }),
            Self::Stdout => io::stdout()
                .lock()
                .write_all(bytes)
                .map_err(|error| Failure::of("cannot write to standard output", error)),
        }
    }

    /// Gives the file its name, once it is on disk; and says which that is.
    ///
    /// # Errors
    /// If that cannot be done; then there is none.
    pub fn keep(self) -> Result<String, Failure> {
        let (unfinished, path, directory, replace) = match self {
            Self::Stdout => {
                let flushed = io::stdout().lock().flush();
                flushed.map_err(|error| Failure::of("cannot write to standard output", error))?;
                return Ok("standard output".to_owned());
            }
            Self::File { unfinished, path, directory, replace } => (unfinished, path, directory, replace),
        };
        let failed = |error: io::Error| Failure::of(format!("cannot write {}", path.display()), error);
        unfinished.as_file().sync_all().map_err(failed)?;
        let kept = if replace { unfinished.persist(&path) } else { unfinished.persist_noclobber(&path) };
        kept.map_err(|error| match error.error.kind() {
            ErrorKind::AlreadyExists => there(&path),
            _ => failed(error.error),
        })?;
        // A name is only there for certain once its directory is synced.
        File::open(&directory).and_then(|directory| directory.sync_all()).map_err(failed)?;
        Ok(path.display().to_string())
    }
}

fn there(path: &Path) -> Failure {
    Failure::Failed(format!("{} is there: name another file, or say --force to replace it", path.display()))
}
