//! Documents and events as the bytes of a frame.

use bytes::Bytes;
use store::{Event, Exported, Key, Partition, Revision, Versioned, limits};

use crate::Kind;

/// The payload of a piece of an export, and what it holds.
pub(crate) fn encode(piece: &Exported) -> (Kind, Vec<u8>) {
    let mut out = Vec::with_capacity(piece.bytes() + piece.len() * 128);
    match piece {
        Exported::Documents(documents) => {
            documents.iter().for_each(|(key, document)| push_document(&mut out, key, document));
            (Kind::Documents, out)
        }
        Exported::Events(events) => {
            events.iter().for_each(|event| push_event(&mut out, event));
            (Kind::Events, out)
        }
    }
}

fn push_document(out: &mut Vec<u8>, key: &Key, document: &Versioned) {
    out.extend(key.partition.number().to_be_bytes());
    // Keys and bodies are within the store's limits, far below these lengths.
    out.extend(u16::try_from(key.path.len()).unwrap_or(u16::MAX).to_be_bytes());
    out.extend(key.path.as_bytes());
    out.extend(document.revision.get().to_be_bytes());
    push_body(out, &document.body);
}

fn push_event(out: &mut Vec<u8>, event: &Event) {
    out.extend(event.account.to_be_bytes());
    out.extend(event.micros.to_be_bytes());
    out.extend(event.id);
    push_body(out, &event.body);
}

fn push_body(out: &mut Vec<u8>, body: &Bytes) {
    out.extend(u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(body.iter());
}

/// What a payload holds; nothing if it is malformed, or not within the limits of every engine.
pub(crate) fn documents(payload: Vec<u8>) -> Option<Exported> {
    let mut rest = Rest(payload.into());
    let mut documents = Vec::new();
    while !rest.0.is_empty() {
        let number = i64::from_be_bytes(rest.array()?);
        // -1 is global, and nothing else below zero: what is read is what would be written.
        let partition =
            Some(Partition::of_number(number)).filter(|partition| partition.number() == number)?;
        let length = u16::from_be_bytes(rest.array()?);
        let path = rest.take(usize::from(length))?;
        let key = Key::new(partition, str::from_utf8(&path).ok()?);
        let revision = Revision::from(u64::from_be_bytes(rest.array()?));
        let body = rest.body()?;
        key.check().ok()?;
        documents.push((key, Versioned { revision, body }));
    }
    (documents.len() <= limits::PAGE && !documents.is_empty()).then_some(Exported::Documents(documents))
}

/// The same, of events.
pub(crate) fn events(payload: Vec<u8>) -> Option<Exported> {
    let mut rest = Rest(payload.into());
    let mut events = Vec::new();
    while !rest.0.is_empty() {
        let (account, micros) = (u64::from_be_bytes(rest.array()?), u64::from_be_bytes(rest.array()?));
        let (id, body) = (rest.array()?, rest.body()?);
        limits::check_account(account).ok()?;
        limits::check_micros(micros).ok()?;
        events.push(Event { account, micros, id, body });
    }
    (events.len() <= limits::PAGE && !events.is_empty()).then_some(Exported::Events(events))
}

/// What of a payload was not read yet. Bodies share its memory.
struct Rest(Bytes);

impl Rest {
    fn take(&mut self, length: usize) -> Option<Bytes> {
        (length <= self.0.len()).then(|| self.0.split_to(length))
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.as_ref().try_into().ok()
    }

    fn body(&mut self) -> Option<Bytes> {
        let length = u32::from_be_bytes(self.array()?);
        let length = usize::try_from(length).ok().filter(|length| *length <= limits::BODY_BYTES)?;
        self.take(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_global_or_of_an_account_and_nowhere_else() {
        for (number, is_read) in [(-1, true), (0, true), (-2, false), (i64::MIN, false), (i64::MAX, false)] {
            let mut payload = i64::to_be_bytes(number).to_vec();
            payload.extend([0, 1, b'a', 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, b'{', b'}']);
            assert_eq!(documents(payload).is_some(), is_read, "{number}");
        }
    }
}
