//! The file that is restored, which is read twice: to check all of it, and to write it.

use std::fs::File;
use std::io::{self, BufReader, Seek, stdin};
use std::path::Path;

use backup::{Header, Reading, Refused, Totals};
use indicatif::ProgressBarIter;
use vault::Keyring;

use super::super::progress;
use crate::data::DataDirectory;
use crate::failure::{Failure, with_causes};

/// The file.
pub struct Source {
    file: File,
    length: u64,
}

impl Source {
    /// Opens it. Standard input is kept in the data directory for as long as it is needed, in a file without a name.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn open(path: &Path, directory: &DataDirectory) -> Result<Self, Failure> {
        let shown = path.display();
        let unreadable = |error: io::Error| Failure::of(format!("cannot read {shown}"), error);
        let file = if path == Path::new("-") {
            let mut kept = tempfile::tempfile_in(directory.path()).map_err(unreadable)?;
            let bar = progress::of_bytes(0, "reading");
            io::copy(&mut bar.wrap_read(stdin().lock()), &mut kept).map_err(unreadable)?;
            bar.finish_and_clear();
            kept
        } else {
            File::open(path).map_err(unreadable)?
        };
        let found = file.metadata().map_err(unreadable)?;
        if !found.is_file() {
            return Err(Failure::Failed(format!("{shown} is no file: read it from standard input (-)")));
        }
        Ok(Self { length: found.len(), file })
    }

    /// Reads it from its beginning to its end, and says what it is.
    ///
    /// # Errors
    /// If it is damaged, foreign, or no backup.
    pub fn check(&mut self, keyring: &Keyring) -> Result<(Header, Totals), Failure> {
        let bar = progress::of_bytes(self.length, "checking");
        let mut reading = self.reading(bar.wrap_read(&self.file), keyring).map_err(refused)?;
        while reading.next().map_err(refused)?.is_some() {}
        bar.finish_and_clear();
        Ok((reading.header().clone(), reading.totals()))
    }

    /// Reads it once more, from its beginning.
    ///
    /// # Errors
    /// As of [`Source::check`]; or if it is another file by now.
    pub fn again(
        &mut self,
        keyring: &Keyring,
        header: &Header,
    ) -> Result<Reading<BufReader<&File>>, Failure> {
        self.file.rewind().map_err(|error| refused(Refused::Unreadable(error)))?;
        let reading =
            Reading::begin(BufReader::with_capacity(1 << 20, &self.file), keyring).map_err(refused)?;
        if reading.header() != header {
            return Err(Failure::Failed("the backup was replaced while it was read: try again".to_owned()));
        }
        Ok(reading)
    }

    fn reading<'f>(
        &self,
        from: ProgressBarIter<&'f File>,
        keyring: &Keyring,
    ) -> Result<Reading<BufReader<ProgressBarIter<&'f File>>>, Refused> {
        (&self.file).rewind().map_err(Refused::Unreadable)?;
        Reading::begin(BufReader::with_capacity(1 << 20, from), keyring)
    }
}

/// Why it is not restored.
#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub fn refused(refused: Refused) -> Failure {
    Failure::of("nothing was restored", with_causes(&refused))
}
