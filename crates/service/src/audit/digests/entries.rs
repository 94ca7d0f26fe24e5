//! What a digest says of its events: place and hash of each, 56 bytes one after the other.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::BASE64;
use store::{Event, EventPosition};

/// Place and hash of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry {
    pub position: EventPosition,
    pub hash: [u8; 32],
}

const BYTES: usize = 8 + 16 + 32;

impl Entry {
    /// Of an event, as it is stored.
    pub fn of(event: &Event) -> Self {
        Self { position: event.position(), hash: sha256(&event.body) }
    }
}

/// The entries as bytes, whose hash is signed.
pub fn to_bytes(entries: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(entries.len() * BYTES);
    for entry in entries {
        bytes.extend_from_slice(&entry.position.micros.to_be_bytes());
        bytes.extend_from_slice(&entry.position.id);
        bytes.extend_from_slice(&entry.hash);
    }
    bytes
}

/// The same as the text that is stored.
pub fn to_text(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

/// Bytes of a stored text.
pub fn bytes_of(text: &str) -> Option<Vec<u8>> {
    BASE64.decode(text.as_bytes()).ok()
}

/// The entries again; none if these are no entries in the order of events.
pub fn from_bytes(bytes: &[u8]) -> Option<Vec<Entry>> {
    let entries = bytes.chunks(BYTES).map(read).collect::<Option<Vec<Entry>>>()?;
    entries.is_sorted_by(|one, next| one.position < next.position).then_some(entries)
}

fn read(bytes: &[u8]) -> Option<Entry> {
    let (micros, rest) = bytes.split_first_chunk()?;
    let (id, rest) = rest.split_first_chunk()?;
    let position = EventPosition { micros: u64::from_be_bytes(*micros), id: *id };
    Some(Entry { position, hash: rest.try_into().ok()? })
}

/// SHA-256.
pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, bytes).as_ref());
    hash
}

#[cfg(test)]
mod tests {
    use store::EventPosition;

    use super::{Entry, from_bytes, to_bytes};

    fn entry(micros: u64, id: u8) -> Entry {
        Entry { position: EventPosition { micros, id: [id; 16] }, hash: [7; 32] }
    }

    #[test]
    fn r32_entries_read_back_and_only_in_their_order() {
        let ordered = [entry(1, 1), entry(1, 2), entry(2, 0)];
        assert_eq!(from_bytes(&to_bytes(&ordered)).unwrap(), ordered);
        assert_eq!(from_bytes(b"").unwrap(), []);
        for wrong in [vec![entry(2, 0), entry(1, 0)], vec![entry(1, 1), entry(1, 1)]] {
            assert_eq!(from_bytes(&to_bytes(&wrong)), None);
        }
        assert_eq!(from_bytes(&to_bytes(&ordered)[1..]), None);
    }
}
