//! The directory itself.

use std::fs::{DirBuilder, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The file with the secrets of a first account that no terminal has shown.
pub const FIRST_ACCOUNT: &str = "first-account.txt";

/// What everybody but the owner must not have: rule R15.
const OTHERS: u32 = 0o077;

/// A directory that is this user's alone.
#[derive(Clone, Debug)]
pub struct DataDirectory(PathBuf); // INVARIANT: ours, closed to others, an absolute path; kept by the two constructors

impl DataDirectory {
    /// The directory, made if it is missing.
    ///
    /// # Errors
    /// If it cannot be made, is somebody else's, or is open to others.
    pub fn prepare(path: &Path) -> Result<Self, Failure> {
        DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| {
            Failure::of(format!("cannot make the data directory {}", path.display()), error)
        })?;
        let directory = Self::find(path)?;
        // What cannot be written is better said here than by the store.
        tempfile::tempfile_in(&directory.0).map_err(|error| {
            Failure::of(format!("cannot write in the data directory {}", directory.0.display()), error)
        })?;
        Ok(directory)
    }

    /// The directory that is there.
    ///
    /// # Errors
    /// If it is not, or is somebody else's, or is open to others.
    pub fn find(path: &Path) -> Result<Self, Failure> {
        let unusable = |error: io::Error| {
            Failure::of(format!("cannot use the data directory {}", path.display()), error)
        };
        let absolute = path.canonicalize().map_err(unusable)?;
        let found = std::fs::metadata(&absolute).map_err(unusable)?;
        check_owner(&absolute, &found, "the data directory")?;
        if found.mode() & OTHERS != 0 {
            tighten(&absolute)?;
        }
        Ok(Self(absolute))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// A file in it.
    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Whether a store is in it.
    pub fn has_store(&self) -> bool {
        self.file(store_sqlite::DATABASE).exists()
    }
}

/// An empty directory that somebody made for us is closed to others. One with files in it may be shared on purpose, a home
/// or a working directory, say: whoever runs us decides.
fn tighten(path: &Path) -> Result<(), Failure> {
    let shown = path.display();
    let unusable = |error| Failure::of(format!("cannot use the data directory {shown}"), error);
    if std::fs::read_dir(path).map_err(unusable)?.next().is_some() {
        return Err(Failure::Failed(format!(
            "others can enter the data directory {shown}: run `chmod 700 {shown}`, or name another with --data"
        )));
    }
    std::fs::set_permissions(path, Permissions::from_mode(0o700)).map_err(unusable)
}

/// Whether something is this user's own. Root is no exception: files that root made are not the service's to write.
pub fn check_owner(path: &Path, found: &Metadata, what: &str) -> Result<(), Failure> {
    let (owner, we) = (found.uid(), rustix::process::geteuid().as_raw());
    if owner == we {
        return Ok(());
    }
    Err(Failure::Failed(format!(
        "{what} {} belongs to user {owner}, and this is user {we}: run bartizan as user {owner}",
        path.display()
    )))
}

/// Whether nobody but the owner can read or write a file.
pub fn is_private(found: &Metadata) -> bool {
    found.mode() & OTHERS == 0
}
