use data_encoding::HEXLOWER;
use model::Timestamp;
use serde::{Deserialize, Serialize};
use vault::Salt;

/// The format of the file that this version writes and reads.
pub const FORMAT: u32 = 1;

/// What a backup says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The format of the file.
    pub format: u32,
    /// What names this backup: random.
    pub id: String,
    /// When it was begun, by the clock of whoever made it.
    pub made: Timestamp,
    /// The store it is of, if that has a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub store: Option<String>,
    /// The form of the documents; none in a store that nothing was written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<u32>,
    /// When the store was last written to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_commit: Option<Timestamp>,
    /// The key generation that the tags are made under.
    pub generation: u32,
    /// The key generations that something in the store may be sealed under.
    pub generations: Vec<u32>,
    /// The salt of the tags, in hexadecimal digits.
    pub salt: String,
}

impl Header {
    /// The salt as a salt is written here.
    #[must_use]
    pub fn salt_text(salt: &Salt) -> String {
        HEXLOWER.encode(&salt.0)
    }

    pub(crate) fn salt(&self) -> Option<Salt> {
        HEXLOWER.decode(self.salt.as_bytes()).ok()?.try_into().ok().map(Salt)
    }
}
