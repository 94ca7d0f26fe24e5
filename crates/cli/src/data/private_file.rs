//! Files with secrets.

use std::fs::File;
use std::io::{self, ErrorKind, Write};
use std::path::Path;

use model::Secret;

/// How the name of a file begins that is not whole yet.
const UNFINISHED: &str = ".new-";

/// What to do where a file is already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replace {
    /// Put the new one in its place.
    Yes,
    /// Keep it, and say [`ErrorKind::AlreadyExists`].
    Never,
}

/// Writes a file that only its owner can read. It appears whole, under its name, and on disk; or not at all.
///
/// # Errors
/// If it cannot be written, or is there and must not be replaced.
pub fn write_private(path: &Path, text: &Secret<String>, replace: Replace) -> io::Result<()> {
    let directory = path.parent().ok_or(ErrorKind::InvalidInput)?;
    // Made with mode 0600 from the start: a file that is closed later was open before.
    let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(directory)?;
    file.write_all(text.expose().as_bytes())?;
    file.as_file().sync_all()?;
    match replace {
        Replace::Yes => file.persist(path)?,
        Replace::Never => file.persist_noclobber(path)?,
    };
    // A name is only there for certain once its directory is synced.
    File::open(directory)?.sync_all()
}

/// Removes what a process left that was killed while it wrote: a secret, or some of it, that nobody knows is there. For the
/// owner of the directory only, before it writes.
///
/// # Errors
/// If a file is there and cannot be removed.
pub fn remove_unfinished(directory: &Path) -> io::Result<()> {
    for entry in directory.read_dir()? {
        let entry = entry?;
        let is_unfinished = entry.file_name().as_encoded_bytes().starts_with(UNFINISHED.as_bytes());
        if is_unfinished {
            match std::fs::remove_file(entry.path()) {
                // A start that will not get the directory was just writing it, and is done.
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                result => result?,
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::os::unix::fs::PermissionsExt;

    use model::Secret;

    use super::{Replace, write_private};

    #[test]
    fn a_file_is_private_and_replaced_only_where_that_was_said() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("secret");
        let text = |text: &str| Secret::new(text.to_owned());

        write_private(&path, &text("one"), Replace::Never).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = write_private(&path, &text("two"), Replace::Never).unwrap_err();
        assert_eq!(again.kind(), ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "one");
        write_private(&path, &text("three"), Replace::Yes).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "three");
        assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1, "something was left behind");
    }
}
