//! Tags of a backup: whoever has no master key can neither make one, nor change, reorder or shorten one that was made.
//!
//! Each frame's tag is made over the tag before it, so the last one stands for the whole file. The key is the file's own, derived
//! from the master key and the file's salt; it opens nothing else, and the file holds nothing that leads to a master key (rule R5).

use subtle::ConstantTimeEq;

use crate::kdf::{Extracted, Key, Purpose, hmac};
use crate::keyring::{Generation, Keyring};
use crate::seal::{OpenError, Salt};

/// Bytes of a tag.
pub type BackupTag = [u8; 32];

/// The frame is not the one that was written here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the tag of a backup's frame is wrong")]
pub struct WrongTag;

/// The tags of one backup, from its first frame on.
pub struct BackupChain {
    key: Key,
    last: BackupTag,
}

impl std::fmt::Debug for BackupChain {
    // The key is a secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BackupChain(..)")
    }
}

impl BackupChain {
    /// The tag of the next frame that is written.
    pub fn tag(&mut self, frame: &[u8]) -> BackupTag {
        self.last = *hmac(&self.key, &[&self.last, &(frame.len() as u64).to_be_bytes(), frame]);
        self.last
    }

    /// Whether the next frame that is read is the one that was written. After an error, nothing that follows is.
    ///
    /// # Errors
    /// If it is not.
    pub fn check(&mut self, frame: &[u8], tag: &BackupTag) -> Result<(), WrongTag> {
        if bool::from(self.tag(frame).ct_eq(tag)) {
            return Ok(());
        }
        // A link that nothing was ever chained to.
        self.last = self.last.map(|byte| !byte);
        Err(WrongTag)
    }
}

impl Keyring {
    /// The tags of a new backup, under the current key generation. The salt is fresh.
    pub fn begin_backup(&self, salt: &Salt) -> BackupChain {
        chain(self.current_key(), salt)
    }

    /// The tags of a backup that was made under a key generation.
    ///
    /// # Errors
    /// If the keyring does not hold that generation.
    pub fn open_backup(&self, generation: u32, salt: &Salt) -> Result<BackupChain, OpenError> {
        let generation = Generation(generation);
        let master = self.key(generation).ok_or(OpenError::UnknownGeneration(generation))?;
        Ok(chain(master, salt))
    }
}

fn chain(master: &[u8; 32], salt: &Salt) -> BackupChain {
    BackupChain { key: Extracted::new(master, &salt.0).expand(Purpose::Backup, b""), last: [0; 32] }
}

#[cfg(test)]
mod tests {
    use super::WrongTag;
    use crate::{Keyring, Salt};

    const SALT: Salt = Salt([9; 32]);

    #[test]
    fn r4_frames_are_known_again_in_their_order_and_under_their_key_alone() {
        let keyring = Keyring::first([1; 32]).rotated([2; 32]).unwrap();
        let mut writing = keyring.begin_backup(&SALT);
        let tags = [writing.tag(b"one"), writing.tag(b"two"), writing.tag(b"")];

        let frames: [&[u8]; 3] = [b"one", b"two", b""];
        let mut reading = keyring.open_backup(2, &SALT).unwrap();
        for (frame, tag) in frames.iter().zip(&tags) {
            assert_eq!(reading.check(frame, tag), Ok(()));
        }
        for (first, tag, what) in [
            (b"two".as_slice(), tags[1], "a frame left out"),
            (b"one".as_slice(), tags[1], "another's tag"),
            (b"onf".as_slice(), tags[0], "a changed frame"),
            (b"on".as_slice(), tags[0], "a shortened frame"),
        ] {
            let mut reading = keyring.open_backup(2, &SALT).unwrap();
            assert_eq!(reading.check(first, &tag), Err(WrongTag), "{what}");
            assert_eq!(reading.check(frames[1], &tags[1]), Err(WrongTag), "after {what}");
        }
        for (generation, salt, key) in [(1, SALT, [1; 32]), (2, Salt([8; 32]), [1; 32])] {
            let keyring = Keyring::first(key).rotated([2; 32]).unwrap();
            let mut reading = keyring.open_backup(generation, &salt).unwrap();
            assert_eq!(reading.check(b"one", &tags[0]), Err(WrongTag), "{generation}");
        }
        assert!(keyring.open_backup(3, &SALT).is_err());
    }
}
