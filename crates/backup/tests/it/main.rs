//! Backups as bytes: what is written is read, and nothing else is.

#[cfg(test)]
mod forgeries;

#[cfg(test)]
mod shared {
    use bartizan_backup::{Header, Reading, Refused, Totals, Writing};
    use model::Timestamp;
    use store::{Event, Exported, Key, Partition, Revision, Versioned, limits};
    use vault::{Keyring, Salt};

    pub(crate) fn keyring() -> Keyring {
        Keyring::first([7; 32])
    }

    pub(crate) fn header() -> Header {
        Header {
            format: 0,
            id: "backup".to_owned(),
            made: Timestamp::from_secs(1_800_000_000),
            store: Some("store".to_owned()),
            form: Some(5),
            last_commit: None,
            generation: 0,
            generations: vec![1],
            salt: String::new(),
        }
    }

    fn document(partition: Partition, path: &str, body: Vec<u8>) -> (Key, Versioned) {
        (Key::new(partition, path), Versioned { revision: Revision::from(42), body: body.into() })
    }

    pub(crate) fn pieces() -> Vec<Exported> {
        let event = |micros, body: &'static str| Event { account: 7, micros, id: [1; 16], body: body.into() };
        vec![
            Exported::Documents(vec![
                document(Partition::Global, "form/", b"{}".to_vec()),
                document(Partition::Account(0), "user/é/", vec![0, 255, 10]),
                document(Partition::Account(limits::ACCOUNT), "count/", Vec::new()),
            ]),
            Exported::Documents(vec![document(
                Partition::Account(limits::ACCOUNT),
                &"x".repeat(limits::KEY_BYTES),
                vec![7; limits::BODY_BYTES],
            )]),
            Exported::Events(vec![event(1, "one"), event(2, "")]),
            Exported::Events(vec![event(3, "three")]),
        ]
    }

    /// Each frame on its own; the first holds what stands before it too.
    pub(crate) fn frames(keyring: &Keyring, pieces: &[Exported]) -> Vec<Vec<u8>> {
        let (mut writing, first) = Writing::begin(keyring, &Salt([3; 32]), header());
        let mut frames = vec![first];
        frames.extend(pieces.iter().map(|piece| writing.piece(piece)));
        frames.push(writing.end().0);
        frames
    }

    pub(crate) fn read(bytes: &[u8], keyring: &Keyring) -> Result<(Vec<Exported>, Totals), Refused> {
        let mut reading = Reading::begin(bytes, keyring)?;
        let mut pieces = Vec::new();
        while let Some(piece) = reading.next()? {
            pieces.push(piece);
        }
        assert_eq!(reading.at(), bytes.len() as u64);
        assert!(reading.next()?.is_none(), "the end stays the end");
        Ok((pieces, reading.totals()))
    }
}

#[cfg(test)]
mod whole {
    use bartizan_backup::{FORMAT, Reading, Totals};

    use crate::shared::{frames, header, keyring, pieces, read};

    #[test]
    fn what_was_written_is_read() {
        let bytes = frames(&keyring(), &pieces()).concat();
        let (read, totals) = read(&bytes, &keyring()).unwrap();
        assert_eq!(read, pieces());
        assert_eq!(totals, Totals { documents: 4, events: 3 });
        let reading = Reading::begin(bytes.as_slice(), &keyring()).unwrap();
        let found = reading.header();
        assert_eq!((found.format, found.generation, found.made), (FORMAT, 1, header().made));
    }

    #[test]
    fn an_empty_store_makes_a_backup_too() {
        let bytes = frames(&keyring(), &[]).concat();
        assert_eq!(read(&bytes, &keyring()).unwrap(), (vec![], Totals::default()));
    }

    #[test]
    fn a_key_that_was_replaced_since_still_reads_it() {
        let bytes = frames(&keyring(), &pieces()).concat();
        let rotated = keyring().rotated([8; 32]).unwrap();
        assert!(read(&bytes, &rotated).is_ok());
    }
}
