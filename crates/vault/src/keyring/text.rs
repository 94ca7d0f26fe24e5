//! The key file: how a keyring is written, and read again.

use std::fmt::Write as _;

use data_encoding::BASE64;
use model::{Secret, Timestamp};
use zeroize::Zeroizing;

use super::{Generation, Keyring, MalformedKeyring, MasterKey, Pepper, canonical};

pub(super) const HEADER: &str = "bartizan-keyring 1";
/// How a line with a key begins that does not seal yet, and one with what is left of a key.
const NEXT: &str = "next ";
const PEPPER: &str = "pepper ";
/// What may follow a key.
const MADE: &str = "made=";
const EXPOSED: &str = "exposed";
const ADVICE: &str = "# Whoever has this file and the store can read every secret in it. Keep it apart from backups of the store.
# The first key is the current one; older ones open what they sealed, until the Unix time that follows them.";

impl Keyring {
    /// Reads what [`Keyring::to_text`] writes. Empty lines and lines that begin with `#` are skipped.
    ///
    /// # Errors
    /// Names the first line that is wrong.
    pub fn parse(text: &str) -> Result<Self, MalformedKeyring> {
        let mut lines = text.lines().zip(1..).map(|(line, number)| (line.trim_end(), number));
        if lines.next().is_none_or(|(line, _)| line != HEADER) {
            return Err(MalformedKeyring::Header);
        }
        let mut keys: Vec<MasterKey> = vec![];
        let (mut next, mut peppers): (Option<MasterKey>, Vec<Pepper>) = (None, vec![]);
        for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
            let malformed = MalformedKeyring::Line(number);
            if let Some(line) = line.strip_prefix(PEPPER) {
                let MasterKey { generation, key, .. } = parse_line(line).ok_or(malformed)?;
                peppers.push(Pepper { generation, key });
                continue;
            }
            let (is_next, line) = line.strip_prefix(NEXT).map_or((false, line), |line| (true, line));
            let key = parse_line(line).ok_or(malformed)?;
            let newer = keys.last().or(next.as_ref());
            if newer.is_some_and(|newer| newer.generation <= key.generation) || is_next && !keys.is_empty() {
                return Err(MalformedKeyring::Order(number));
            }
            match is_next {
                true => next = Some(key),
                false => keys.push(key),
            }
        }
        Ok(Self { next, peppers, ..Self::from_newest_first(keys)? })
    }

    /// The key file: a line that names the format, then a line for each key, `GENERATION BASE64` and, for an older key that
    /// has an end, the Unix time in seconds until which it opens. `made=` is followed by the Unix time at which a key was made; `exposed` says
    /// that somebody else may have it. A line that begins with `next` has a key that does not seal yet, one with `pepper` what is left
    /// of a key that is gone.
    pub fn to_text(&self) -> Secret<String> {
        // Room for all from the start: a text that grows leaves unwiped copies behind.
        let mut text = String::with_capacity(1_024 + 128 * (self.older.len() + self.peppers.len()));
        let _ = writeln!(text, "{HEADER}\n{ADVICE}");
        if let Some(next) = &self.next {
            text.push_str(NEXT);
            write_line(&mut text, next);
        }
        for key in self.keys() {
            write_line(&mut text, key);
        }
        for Pepper { generation, key } in &self.peppers {
            let encoded = Zeroizing::new(BASE64.encode(key.expose()));
            let _ = writeln!(text, "{PEPPER}{generation} {}", *encoded);
        }
        Secret::new(text)
    }
}

fn write_line(text: &mut String, key: &MasterKey) {
    let encoded = Zeroizing::new(BASE64.encode(key.key.expose()));
    let _ = write!(text, "{} {}", key.generation, *encoded);
    if let Some(until) = key.until {
        let _ = write!(text, " {}", until.secs());
    }
    if let Some(made) = key.made {
        let _ = write!(text, " {MADE}{}", made.secs());
    }
    if key.is_known_to_others {
        let _ = write!(text, " {EXPOSED}");
    }
    text.push('\n');
}

fn parse_line(line: &str) -> Option<MasterKey> {
    let mut words = line.split(' ');
    let generation = canonical(words.next()?).filter(|&number: &u32| number > 0).map(Generation)?;
    let decoded = Zeroizing::new(BASE64.decode(words.next()?.as_bytes()).ok()?);
    let key = Secret::new(<[u8; 32]>::try_from(decoded.as_slice()).ok()?);
    let mut read = MasterKey::new(generation, *key.expose(), None);
    // In this order, each once at most.
    let mut words = words.peekable();
    if let Some(secs) = words.next_if(|word| word.bytes().all(|byte| byte.is_ascii_digit())) {
        read.until = Some(Timestamp::from_secs(canonical(secs)?));
    }
    if let Some(secs) = words.next_if(|word| word.starts_with(MADE)) {
        read.made = Some(Timestamp::from_secs(canonical(secs.strip_prefix(MADE)?)?));
    }
    read.is_known_to_others = words.next_if_eq(&EXPOSED).is_some();
    words.next().is_none().then_some(read)
}
