use serde::{Deserialize, Serialize};
use store::Exported;
use vault::{BackupChain, Keyring, Salt};

use crate::{Header, Kind, MAGIC, TAG, records};

/// How much is in a backup.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Totals {
    /// Documents.
    pub documents: u64,
    /// Events.
    pub events: u64,
}

impl Totals {
    /// Documents and events together.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.documents + self.events
    }

    pub(crate) const fn add(&mut self, piece: &Exported) {
        match piece {
            Exported::Documents(documents) => self.documents += documents.len() as u64,
            Exported::Events(events) => self.events += events.len() as u64,
        }
    }
}

/// Makes the bytes of a backup, piece by piece.
#[derive(Debug)]
pub struct Writing {
    chain: BackupChain,
    totals: Totals,
}

impl Writing {
    /// Begins one, and gives its first bytes. The salt is fresh; the header's own is overwritten with it, as are format and generation.
    #[must_use]
    pub fn begin(keyring: &Keyring, salt: &Salt, header: Header) -> (Self, Vec<u8>) {
        let header = Header {
            format: crate::FORMAT,
            generation: keyring.current().number(),
            salt: Header::salt_text(salt),
            ..header
        };
        let mut writing = Self { chain: keyring.begin_backup(salt), totals: Totals::default() };
        // A header of texts and numbers always becomes JSON.
        let payload = serde_json::to_vec(&header).unwrap_or_default();
        let mut bytes = MAGIC.to_vec();
        bytes.extend(writing.frame(Kind::Header, &payload));
        (writing, bytes)
    }

    /// The bytes of a piece of an export. Pieces come in the order in which an export gives them.
    pub fn piece(&mut self, piece: &Exported) -> Vec<u8> {
        self.totals.add(piece);
        let (kind, payload) = records::encode(piece);
        self.frame(kind, &payload)
    }

    /// How much was written so far.
    #[must_use]
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// The last bytes. Without them a backup is none.
    #[must_use]
    pub fn end(mut self) -> (Vec<u8>, Totals) {
        let totals = self.totals;
        let counts = [totals.documents.to_be_bytes(), totals.events.to_be_bytes()].concat();
        (self.frame(Kind::End, &counts), totals)
    }

    fn frame(&mut self, kind: Kind, payload: &[u8]) -> Vec<u8> {
        let mut frame = Vec::with_capacity(4 + 1 + payload.len() + TAG);
        // No piece of an export comes near this length.
        frame.extend(u32::try_from(payload.len()).unwrap_or(u32::MAX).to_be_bytes());
        frame.push(kind as u8);
        frame.extend(payload);
        let tag = self.chain.tag(frame.get(4..).unwrap_or_default());
        frame.extend(tag);
        frame
    }
}
