//! The form of a backup: one file for everything in a store, the same whichever engine keeps it.
//!
//! ```text
//! "bartizan-backup\n"
//! frame: length of the payload (4 bytes), kind (1), payload, tag (32)
//!   1 header     JSON: when it was made, of which store, under which key generation
//!   2 documents  partition (8, -1 is global), length of the path (2), path, revision (8), length of the body (4), body; again and again
//!   3 events     account (8), microseconds (8), id (16), length of the body (4), body; again and again
//!   4 end        number of documents (8), number of events (8)
//! ```
//!
//! Numbers are big-endian. A header comes first, then documents, then events, and one end; nothing follows it. Each tag is an HMAC over
//! the tag before it and the frame ([`vault::BackupChain`]): so nothing can be changed, left out, moved or added, and a file that breaks
//! off has no end. The key is derived from the master key, which is not in the file (rule R5).
//!
//! Nothing is believed before its tag was checked, except where the header says which key that takes; and what is read has a limit
//! before it is read.

mod error;
mod header;
mod read;
mod records;
mod write;

pub use error::Refused;
pub use header::{FORMAT, Header};
pub use read::Reading;
pub use write::{Totals, Writing};

const MAGIC: &[u8; 16] = b"bartizan-backup\n";
/// More than any piece of an export takes: 1,024 of the longest keys, and 1 MiB of bodies.
const LONGEST_FRAME: u32 = 4 * 1024 * 1024;
const LONGEST_HEADER: u32 = 64 * 1024;
const TAG: usize = 32;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Header = 1,
    Documents = 2,
    Events = 3,
    End = 4,
}

impl Kind {
    const fn of(byte: u8) -> Option<Self> {
        match byte {
            1 => Some(Self::Header),
            2 => Some(Self::Documents),
            3 => Some(Self::Events),
            4 => Some(Self::End),
            _ => None,
        }
    }
}
