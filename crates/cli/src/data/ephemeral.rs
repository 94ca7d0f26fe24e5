//! What a server has that forgets: documents in memory, a master key that is nowhere, and a directory for its admin socket and for
//! mails that are put down instead of being sent.

use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::Timestamp;
use server::SetClock;
use service::{Entropy, Ephemeral, MasterKeys, Service, SystemEntropy};
use vault::Keyring;

use super::directory::DataDirectory;
use super::engine::Engine;
use super::lock::Lock;
use super::open::over_with;
use crate::failure::{Failure, with_causes};
use crate::settings::Settings;

/// How the name begins of a directory that a server is in, and of one that it is just making.
const RUNNING: &str = "bartizan-ephemeral-";
const STARTING: &str = ".bartizan-starting-";

/// The directory of a server that forgets. It goes with the server; what one left that was killed, the next one removes.
pub struct RuntimeDirectory {
    directory: DataDirectory,
    _lock: Lock,
}

impl RuntimeDirectory {
    /// Makes one, closed to others, where the system has such directories.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn make() -> Result<Self, Failure> {
        let parent = parent();
        clear(&parent);
        let failed = |error| {
            Failure::of(
                format!("cannot make a directory for the admin socket in {}", parent.display()),
                error,
            )
        };
        // Named when it is locked: whoever clears away what was left takes no directory that is just being made.
        let made = tempfile::Builder::new().prefix(STARTING).tempdir_in(&parent).map_err(failed)?;
        let starting = DataDirectory::find(made.path())?;
        let lock =
            Lock::own(&starting).map_err(|_| Failure::Failed("cannot lock a new directory".to_owned()))?;
        let name = made.path().file_name().map(|name| name.to_string_lossy().replacen(STARTING, RUNNING, 1));
        let named = parent.join(name.unwrap_or_else(|| RUNNING.to_owned()));
        std::fs::rename(made.path(), &named).map_err(failed)?;
        // Nothing is there any more that it could remove.
        let _ = made.keep();
        Ok(Self { directory: DataDirectory::find(&named)?, _lock: lock })
    }

    /// Where it is.
    pub const fn directory(&self) -> &DataDirectory {
        &self.directory
    }
}

impl Drop for RuntimeDirectory {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(self.directory.path()) {
            tracing::warn!(directory = %self.directory.path().display(), %error, "a directory is left behind");
        }
    }
}

/// A user's own place for what lasts as long as they are signed in, else the one for temporary files.
fn parent() -> PathBuf {
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    own.filter(|path| path.is_absolute() && path.is_dir()).unwrap_or_else(std::env::temp_dir)
}

/// Removes what servers left that were killed: directories of ours that nobody has locked.
fn clear(parent: &Path) {
    let Ok(entries) = parent.read_dir() else { return };
    for entry in entries.flatten().filter(is_of_a_server) {
        // Somebody else's is none of ours, and a link is none at all.
        let Ok(directory) = DataDirectory::find(&entry.path()) else { continue };
        if let Ok(lock) = Lock::own(&directory) {
            let _ = std::fs::remove_dir_all(directory.path());
            drop(lock);
        }
    }
}

fn is_of_a_server(entry: &DirEntry) -> bool {
    entry.file_name().as_encoded_bytes().starts_with(RUNNING.as_bytes())
        && entry.file_type().is_ok_and(|kind| kind.is_dir())
}

/// The service over an empty store in memory.
///
/// # Errors
/// If it cannot note what every store notes at its first start.
pub async fn open_ephemeral(
    settings: &Settings,
    clock: &Arc<SetClock>,
    now: Timestamp,
) -> Result<Arc<Service>, Failure> {
    let key = (&SystemEntropy as &dyn Entropy).array();
    let keyring = MasterKeys::of(Keyring::first(key).made(now));
    let clock = Arc::clone(clock);
    let ephemeral = Ephemeral { signers_clock: Arc::new(move || clock.real()) };
    let service = over_with(Engine::in_memory(), keyring, settings, Some(ephemeral));
    let failed = |error: service::Error| Failure::Failed(with_causes(&error));
    service.note_form(now).await.map_err(failed)?;
    service.note_store_name(now).await.map_err(failed)?;
    service.note_master_key(now).await.map_err(failed)?;
    Ok(service)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{RUNNING, clear};
    use crate::data::DataDirectory;
    use crate::data::lock::Lock;

    #[test]
    fn what_nobody_is_in_is_cleared_away_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let path = parent.path().join(name);
            DataDirectory::prepare(&path).unwrap();
            std::fs::write(path.join("file"), "").unwrap();
            path
        };
        let left = make(&format!("{RUNNING}left"));
        let inhabited = make(&format!("{RUNNING}inhabited"));
        let (foreign, outside) = (make("other"), make("outside"));
        std::os::unix::fs::symlink(&outside, parent.path().join(format!("{RUNNING}link"))).unwrap();
        let lock = Lock::own(&DataDirectory::find(&inhabited).unwrap()).unwrap();
        clear(parent.path());
        let is_there = |path: &Path| path.join("file").exists();
        assert!(!left.exists());
        assert!(is_there(&inhabited) && is_there(&foreign) && is_there(&outside));
        drop(lock);
        clear(parent.path());
        assert!(!inhabited.exists());
    }
}
