//! The outbox: a folder where what would be sent is put, for trying Bartizan out.

use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How the name of a file begins that is not whole yet.
const UNFINISHED: &str = ".new-";
/// So many files are kept; the oldest goes for a new one. Nobody empties a folder that nobody reads.
const MOST: usize = 1_000;

/// A folder for what would be sent. Its files are their owner's alone: they hold links and codes.
#[derive(Clone, Debug)]
pub struct Outbox(PathBuf);

impl Outbox {
    /// The folder, made if it is missing.
    ///
    /// # Errors
    /// If it cannot be made or read.
    pub fn open(path: &Path) -> io::Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(path)?;
        let outbox = Self(path.to_owned());
        for (_, unfinished) in outbox.files(|name| name.starts_with(UNFINISHED))? {
            // What a process left that was killed while it wrote.
            remove(&unfinished)?;
        }
        Ok(outbox)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Writes a file. It appears whole, under its name, and on disk; or not at all.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, name: &str, contents: &[u8]) -> io::Result<()> {
        // Made with mode 0600 from the start: a file that is closed later was open before.
        let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.0)?;
        file.write_all(contents)?;
        file.as_file().sync_all()?;
        file.persist(self.0.join(name))?;
        self.make_room()?;
        // A name is only there for certain once its directory is synced.
        File::open(&self.0)?.sync_all()
    }

    fn make_room(&self) -> io::Result<()> {
        let mut files = self.files(|name| name.ends_with(".eml") || name.ends_with(".txt"))?;
        files.sort();
        let beyond = files.len().saturating_sub(MOST);
        files.iter().take(beyond).try_for_each(|(_, path)| remove(path))
    }

    fn files(&self, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<(SystemTime, PathBuf)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.0)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(&wanted) {
                let changed = entry.metadata().and_then(|data| data.modified());
                found.push((changed.unwrap_or(SystemTime::UNIX_EPOCH), entry.path()));
            }
        }
        Ok(found)
    }
}

fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::{MOST, Outbox};

    #[test]
    fn a_file_is_whole_its_owners_alone_and_nothing_is_left_beside_it() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("outbox");
        fs::create_dir(&path).unwrap();
        fs::write(path.join(".new-killed"), "half").unwrap();
        let outbox = Outbox::open(&path).unwrap();
        outbox.write("a.eml", b"one").unwrap();
        outbox.write("a.eml", b"two").unwrap();
        let names: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names, ["a.eml"]);
        assert_eq!(fs::read(path.join("a.eml")).unwrap(), b"two");
        assert_eq!(fs::metadata(path.join("a.eml")).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_folder_that_nobody_empties_stays_bounded_and_keeps_what_is_not_ours() {
        let directory = tempfile::tempdir().unwrap();
        let outbox = Outbox::open(directory.path()).unwrap();
        fs::write(directory.path().join("notes"), "mine").unwrap();
        for number in 0..=MOST {
            fs::write(directory.path().join(format!("{number:04}.eml")), "old").unwrap();
        }
        outbox.write("new.eml", b"new").unwrap();
        assert_eq!(fs::read_dir(directory.path()).unwrap().count(), MOST + 1);
        assert!(directory.path().join("notes").exists() && directory.path().join("new.eml").exists());
        assert!(!directory.path().join("0000.eml").exists());
    }
}
