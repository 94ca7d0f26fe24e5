use std::io;

/// Why a file is not restored.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The file is something else.
    #[error("this is not a backup of bartizan")]
    NotABackup,
    /// A newer version of this program wrote it.
    #[error(
        "the backup has format {found}, and this version reads format {known}: use the version that wrote it"
    )]
    NewerFormat {
        /// The format of the file.
        found: u32,
        /// The one that this version reads.
        known: u32,
    },
    /// The keyring lacks a key.
    #[error(
        "the backup was made under key generation {0}, which the master key here does not hold: put the master.key of that time in its place"
    )]
    MissingGeneration(u32),
    /// The tag of the header is wrong, so nothing in the file is believed.
    #[error(
        "the backup was not made under this master key, or was changed since: put the master.key of its store in place, or take another copy of the file"
    )]
    ForeignKey,
    /// A frame is not the one that was written.
    #[error(
        "the backup is damaged, or was changed, at byte {at}: take another copy of the file, or another backup"
    )]
    Damaged {
        /// Where the frame begins.
        at: u64,
    },
    /// There is no end.
    #[error(
        "the backup breaks off at byte {at}: it was not made to its end, or the file was not copied whole"
    )]
    Truncated {
        /// Where the file ends.
        at: u64,
    },
    /// Something follows the end.
    #[error("something follows the end of the backup at byte {at}: the file was changed")]
    Trailing {
        /// Where the backup ends.
        at: u64,
    },
    /// The file cannot be read.
    #[error("the backup cannot be read: {0}")]
    Unreadable(#[source] io::Error),
}
