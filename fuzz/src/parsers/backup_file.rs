//! No file is a backup but one whose every tag was made with the master key. One that has the right tags, though nobody here wrote it,
//! is refused, or is read as what it says to the byte.

use std::sync::LazyLock;

use backup::{Header, Reading, Refused, Writing};
use store::Exported;
use vault::{BackupChain, Keyring, Salt};

static KEYRING: LazyLock<Keyring> = LazyLock::new(|| Keyring::first([7; 32]));
const SALT: Salt = Salt([9; 32]);
const MAGIC: &[u8] = b"bartizan-backup\n";
/// Before what a frame's tag is made over stands its length, and behind it the tag.
const LENGTH: usize = 4;
const TAG: usize = 32;

pub fn run(bytes: &[u8]) {
    assert!(read(bytes).is_err(), "nobody here made its tags");
    let (header, file) = tagged(bytes);
    let Ok(pieces) = read(&file) else { return };
    let (mut writing, mut written) = Writing::begin(&KEYRING, &SALT, header);
    for piece in &pieces {
        written.extend(writing.piece(piece));
    }
    written.extend(writing.end().0);
    assert_eq!(written, file);
}

fn read(file: &[u8]) -> Result<Vec<Exported>, Refused> {
    let mut reading = Reading::begin(file, &KEYRING)?;
    let mut pieces = Vec::new();
    while let Some(piece) = reading.next()? {
        pieces.push(piece);
    }
    Ok(pieces)
}

/// The file that the bytes describe: for each frame its kind, its length in two bytes, and its payload.
fn tagged(mut bytes: &[u8]) -> (Header, Vec<u8>) {
    let header = Header {
        format: backup::FORMAT,
        id: "a backup".to_owned(),
        made: model::Timestamp::from_secs(1_800_000_000),
        store: None,
        form: None,
        last_commit: None,
        generation: 1,
        generations: vec![1],
        salt: String::new(),
    };
    let (_, mut file) = Writing::begin(&KEYRING, &SALT, header.clone());
    let mut chain = KEYRING.begin_backup(&SALT);
    let _ = chain.tag(&file[MAGIC.len() + LENGTH..file.len() - TAG]);
    while let [kind, high, low, rest @ ..] = bytes {
        let (payload, others) = rest.split_at(usize::from(u16::from_be_bytes([*high, *low])).min(rest.len()));
        frame(*kind, payload, &mut chain, &mut file);
        bytes = others;
    }
    (header, file)
}

fn frame(kind: u8, payload: &[u8], chain: &mut BackupChain, file: &mut Vec<u8>) {
    file.extend((payload.len() as u32).to_be_bytes());
    let tagged = [&[kind], payload].concat();
    file.extend(&tagged);
    file.extend(chain.tag(&tagged));
}
