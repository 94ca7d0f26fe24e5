//! Where the admin socket is.

use std::fs::File;
use std::io;
use std::os::fd::AsRawFd;
use std::path::{Path, PathBuf};

/// The name of the socket in its directory.
pub const SOCKET: &str = "admin.sock";

/// The longest path that the address of a socket can hold, without the NUL at its end.
const LONGEST: usize = 107;

/// The address of a directory's socket. Where its path is too long for one, the address goes through the open directory.
#[derive(Debug)]
pub struct Place {
    address: PathBuf,
    _directory: Option<File>,
}

impl Place {
    /// The place in a directory.
    ///
    /// # Errors
    /// If the path is long, and the directory cannot be opened.
    pub fn of(directory: &Path) -> io::Result<Self> {
        let path = directory.join(SOCKET);
        if path.as_os_str().len() <= LONGEST {
            return Ok(Self { address: path, _directory: None });
        }
        let directory = File::open(directory)?;
        let address = Path::new("/proc/self/fd").join(directory.as_raw_fd().to_string()).join(SOCKET);
        Ok(Self { address, _directory: Some(directory) })
    }

    /// What to bind or connect to, as long as this is kept.
    pub fn address(&self) -> &Path {
        &self.address
    }
}
