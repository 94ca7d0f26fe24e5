use std::io::{self, ErrorKind, Read};

use store::Exported;
use vault::{BackupChain, BackupTag, Keyring};

use crate::{FORMAT, Header, Kind, LONGEST_FRAME, LONGEST_HEADER, MAGIC, Refused, TAG, Totals, records};

/// Reads a backup, and believes nothing of it whose tag was not checked.
///
/// Whoever acts on pieces before [`Reading::next`] has said that nothing follows acts on a file that may still turn out to be
/// damaged: read it to its end once, and then again.
#[derive(Debug)]
pub struct Reading<R> {
    from: R,
    /// How many bytes were read, and where the present frame began.
    at: u64,
    frame_at: u64,
    header: Header,
    chain: BackupChain,
    totals: Totals,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Documents,
    Events,
    Ended,
    Refused,
}

impl<R: Read> Reading<R> {
    /// Reads the header, and checks that it was made under a key that is here.
    ///
    /// # Errors
    /// If it was not, or is none.
    pub fn begin(mut from: R, keyring: &Keyring) -> Result<Self, Refused> {
        let mut magic = [0; MAGIC.len()];
        let mut at = 0;
        fill(&mut from, &mut magic, &mut at).map_err(|error| match error {
            Refused::Truncated { .. } => Refused::NotABackup,
            error => error,
        })?;
        if magic != *MAGIC {
            return Err(Refused::NotABackup);
        }
        let frame_at = at;
        let frame = frame(&mut from, LONGEST_HEADER, &mut at, frame_at)?;
        let damaged = || Refused::Damaged { at: frame_at };
        let header = header(&frame.bytes, damaged)?;
        let salt = header.salt().ok_or_else(damaged)?;
        let chain = keyring.open_backup(header.generation, &salt);
        let mut chain = chain.map_err(|_| Refused::MissingGeneration(header.generation))?;
        chain.check(&frame.bytes, &frame.tag).map_err(|_| Refused::ForeignKey)?;
        let held = |wanted: &u32| keyring.generations().any(|(generation, _)| generation.number() == *wanted);
        if let Some(missing) = header.generations.iter().find(|wanted| !held(wanted)) {
            return Err(Refused::MissingGeneration(*missing));
        }
        let (totals, state) = (Totals::default(), State::Documents);
        Ok(Self { from, at, frame_at, header, chain, totals, state })
    }

    /// What the backup says of itself.
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// How many bytes were read.
    pub const fn at(&self) -> u64 {
        self.at
    }

    /// What was read so far; after the end, all there is.
    pub const fn totals(&self) -> Totals {
        self.totals
    }

    /// The next piece; nothing once the end was read, and nothing follows it.
    ///
    /// # Errors
    /// If the file is not what was written. Nothing more is to be had then.
    #[expect(clippy::should_implement_trait, reason = "an iterator of results would go on after an error")]
    pub fn next(&mut self) -> Result<Option<Exported>, Refused> {
        match self.state {
            State::Ended => return Ok(None),
            State::Refused => return Err(Refused::Damaged { at: self.frame_at }),
            State::Documents | State::Events => {}
        }
        let read = self.read();
        if read.is_err() {
            self.state = State::Refused;
        }
        read
    }

    fn read(&mut self) -> Result<Option<Exported>, Refused> {
        self.frame_at = self.at;
        let frame = frame(&mut self.from, LONGEST_FRAME, &mut self.at, self.frame_at)?;
        let at = self.frame_at;
        let damaged = || Refused::Damaged { at };
        self.chain.check(&frame.bytes, &frame.tag).map_err(|_| damaged())?;
        let (kind, payload) = frame.kind_and_payload().ok_or_else(damaged)?;
        let piece = match (kind, self.state) {
            (Kind::Documents, State::Documents) => records::documents(payload),
            (Kind::Events, State::Documents | State::Events) => {
                self.state = State::Events;
                records::events(payload)
            }
            (Kind::End, _) => {
                let counts = [self.totals.documents.to_be_bytes(), self.totals.events.to_be_bytes()].concat();
                if payload != counts {
                    return Err(damaged());
                }
                self.nothing_follows()?;
                self.state = State::Ended;
                return Ok(None);
            }
            (Kind::Header | Kind::Documents | Kind::Events, _) => None,
        };
        let piece = piece.ok_or_else(damaged)?;
        self.totals.add(&piece);
        Ok(Some(piece))
    }

    fn nothing_follows(&mut self) -> Result<(), Refused> {
        match io::copy(&mut (&mut self.from).take(1), &mut io::sink()) {
            Ok(0) => Ok(()),
            Ok(_) => Err(Refused::Trailing { at: self.at }),
            Err(error) => Err(Refused::Unreadable(error)),
        }
    }
}

/// Kind and payload, as the tag is made over them, and the tag.
struct Frame {
    bytes: Vec<u8>,
    tag: BackupTag,
}

impl Frame {
    fn kind_and_payload(mut self) -> Option<(Kind, Vec<u8>)> {
        let kind = Kind::of(*self.bytes.first()?)?;
        self.bytes.remove(0);
        Some((kind, self.bytes))
    }
}

fn frame(from: &mut impl Read, longest: u32, at: &mut u64, frame_at: u64) -> Result<Frame, Refused> {
    let mut length = [0; 4];
    fill(from, &mut length, at)?;
    let length = u32::from_be_bytes(length);
    if length > longest {
        return Err(Refused::Damaged { at: frame_at });
    }
    // As much memory as there is to read, not as the length promises.
    let mut bytes = Vec::new();
    let wanted = u64::from(length) + 1;
    let read = from.take(wanted).read_to_end(&mut bytes).map_err(Refused::Unreadable)?;
    *at += read as u64;
    if read as u64 != wanted {
        return Err(Refused::Truncated { at: *at });
    }
    let mut tag = [0; TAG];
    fill(from, &mut tag, at)?;
    Ok(Frame { bytes, tag })
}

fn fill(from: &mut impl Read, buffer: &mut [u8], at: &mut u64) -> Result<(), Refused> {
    match from.read_exact(buffer) {
        Ok(()) => {
            *at += buffer.len() as u64;
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(Refused::Truncated { at: *at }),
        Err(error) => Err(Refused::Unreadable(error)),
    }
}

fn header(frame: &[u8], damaged: impl Fn() -> Refused) -> Result<Header, Refused> {
    #[derive(serde::Deserialize)]
    struct Format {
        format: u32,
    }

    let Some((kind, payload)) = frame.split_first() else { return Err(damaged()) };
    if Kind::of(*kind) != Some(Kind::Header) {
        return Err(damaged());
    }
    // A later format may say other things.
    let Format { format: found } = serde_json::from_slice(payload).map_err(|_| damaged())?;
    if found > FORMAT {
        return Err(Refused::NewerFormat { found, known: FORMAT });
    }
    serde_json::from_slice(payload).map_err(|_| damaged())
}
