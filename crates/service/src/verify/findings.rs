//! What a check of a store finds.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Something that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct DocumentFinding {
    /// Where it is: the account, or `global`, and the key.
    pub key: String,
    /// What is there, in words.
    pub document: String,
    /// What.
    pub problem: DocumentProblem,
    /// What exactly. No secret, and nothing of what is stored.
    pub detail: String,
    /// What to do.
    pub advice: String,
}

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DocumentProblem {
    /// The key is of no kind that this version knows.
    UnknownKey,
    /// The document does not read as what it should be.
    Unreadable,
    /// The document says that it belongs elsewhere.
    Misplaced,
    /// What it has sealed does not open.
    SealBroken,
    /// What it has sealed was sealed under a key that the key file does not hold.
    KeyGone,
    /// It refers to something that does not exist, or does not refer back.
    Dangling,
    /// The index that should lead to it does not.
    IndexMissing,
    /// An index leads to something that is not so.
    IndexStale,
    /// A counter does not stand at what it counts.
    CounterWrong,
}

impl DocumentProblem {
    /// What to do about it.
    pub const fn advice(self) -> &'static str {
        match self {
            Self::UnknownKey => {
                "use the version of bartizan that wrote it; if none did, somebody else writes to the store: find out who"
            }
            Self::Unreadable => "the store was damaged or changed: restore a backup from before",
            Self::Misplaced => "the document was moved or changed by hand: restore a backup from before",
            Self::SealBroken => {
                "the document was changed, or the key file is another one: put the right master.key back. If it is, replace the secret: \
                 a new access key, a new device, a new password"
            }
            Self::KeyGone => {
                "put the key file back that holds this generation. If it is gone for good, replace the secret: a new access key, a new \
                 device, a new password"
            }
            Self::Dangling => {
                "remove what refers to it and make it anew through the API (detach and attach, deactivate and enable); if that is refused, \
                 restore a backup from before"
            }
            Self::IndexMissing | Self::IndexStale => {
                "undo and redo through the API what the index tells of (remove from the group and add again, detach and attach); if that \
                 is refused, restore a backup from before"
            }
            Self::CounterWrong => {
                "a limit that rests on it is off by the difference; nothing else is wrong. Report it, with the version of bartizan"
            }
        }
    }

    /// What it is, in words.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::UnknownKey => "unknown key",
            Self::Unreadable => "does not read",
            Self::Misplaced => "is out of place",
            Self::SealBroken => "does not open",
            Self::KeyGone => "has lost its key",
            Self::Dangling => "refers to nothing",
            Self::IndexMissing => "is not in its index",
            Self::IndexStale => "is a stale index",
            Self::CounterWrong => "counts wrong",
        }
    }
}

impl fmt::Display for DocumentFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = self.key.replace(char::is_control, "?");
        write!(f, "{key} ({}) {}: {}", self.document, self.problem.in_words(), self.detail)
    }
}
