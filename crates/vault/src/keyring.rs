//! Master keys by generation.

use std::fmt;
use std::fmt::Write as _;

use data_encoding::BASE64;
use model::{Secret, Timestamp};
use zeroize::Zeroizing;

/// Which master key: 1 is the first, and each rotation adds one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Generation(pub(crate) u32);

impl Generation {
    /// The number, 1 for the first key.
    pub const fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for Generation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// The master keys: one is current and seals, older ones only open what they once sealed.
///
/// A clock is not needed to open: whoever loads a keyring calls [`Keyring::without_expired`] once, and again when
/// [`Keyring::generations`] says that a key is due.
#[derive(Clone)]
pub struct Keyring {
    current: MasterKey,
    older: Vec<MasterKey>, // INVARIANT: newest first, all older than the current one; kept by `from_newest_first`
}

#[derive(Clone)]
struct MasterKey {
    generation: Generation,
    key: Secret<[u8; 32]>,
    until: Option<Timestamp>,
}

/// The text is not a keyring. Says where, never what: the line may hold a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MalformedKeyring {
    /// The first line names no format that is known.
    #[error("the key file does not begin with \"{HEADER}\"")]
    Header,
    /// A line is not a key.
    #[error("line {0} of the key file is not a key")]
    Line(usize),
    /// Generations must fall from line to line, so that the first is the current one and none appears twice.
    #[error("line {0} of the key file is not older than the line before")]
    Order(usize),
    /// The first key must not end: nothing could be sealed afterwards.
    #[error("the first key of the key file is the current one and cannot have an end")]
    CurrentEnds,
    /// There is no key at all.
    #[error("the key file holds no key")]
    Empty,
}

/// No number is left for another generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no number is left for another key generation")]
pub struct GenerationsExhausted;

const HEADER: &str = "bartizan-keyring 1";
const ADVICE: &str = "# Whoever has this file and the store can read every secret in it. Keep it apart from backups of the store.
# The first key is the current one; older ones open what they sealed, until the Unix time that follows them.";

impl Keyring {
    /// A keyring of one key.
    pub fn first(key: [u8; 32]) -> Self {
        Self {
            current: MasterKey { generation: Generation(1), key: Secret::new(key), until: None },
            older: vec![],
        }
    }

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
        for (line, number) in lines.filter(|(line, _)| !line.is_empty() && !line.starts_with('#')) {
            let key = parse_line(line).ok_or(MalformedKeyring::Line(number))?;
            if keys.last().is_some_and(|newer| newer.generation <= key.generation) {
                return Err(MalformedKeyring::Order(number));
            }
            keys.push(key);
        }
        Self::from_newest_first(keys)
    }

    /// The key file: a line that names the format, then a line for each key, `GENERATION BASE64` and, for an older key that
    /// has an end, the Unix time in seconds until which it opens.
    pub fn to_text(&self) -> Secret<String> {
        // Room for all from the start: a text that grows leaves unwiped copies behind.
        let mut text = String::with_capacity(512 + 128 * self.older.len());
        let _ = writeln!(text, "{HEADER}\n{ADVICE}");
        for key in self.keys() {
            let encoded = Zeroizing::new(BASE64.encode(key.key.expose()));
            let _ = write!(text, "{} {}", key.generation, *encoded);
            if let Some(until) = key.until {
                let _ = write!(text, " {}", until.secs());
            }
            text.push('\n');
        }
        Secret::new(text)
    }

    /// The generation that seals.
    pub fn current(&self) -> Generation {
        self.current.generation
    }

    /// All generations, newest first, with the time until which each opens (none: without end).
    pub fn generations(&self) -> impl Iterator<Item = (Generation, Option<Timestamp>)> {
        self.keys().map(|key| (key.generation, key.until))
    }

    /// The same with a new current key. The one before goes on opening, without end until [`Keyring::ending`] gives it one.
    ///
    /// # Errors
    /// After four thousand million rotations.
    pub fn rotated(&self, key: [u8; 32]) -> Result<Self, GenerationsExhausted> {
        let generation = self.current().0.checked_add(1).map(Generation).ok_or(GenerationsExhausted)?;
        Ok(Self {
            current: MasterKey { generation, key: Secret::new(key), until: None },
            older: self.keys().cloned().collect(),
        })
    }

    /// The same, with an end for an older generation. The current one has none, and stays.
    #[must_use]
    pub fn ending(mut self, generation: Generation, until: Timestamp) -> Self {
        for key in self.older.iter_mut().filter(|key| key.generation == generation) {
            key.until = Some(until);
        }
        self
    }

    /// The same, without the older keys whose time is over: what they sealed never opens again.
    #[must_use]
    pub fn without_expired(mut self, now: Timestamp) -> Self {
        self.older.retain(|key| key.until.is_none_or(|until| now < until));
        self
    }

    /// The same with the current key alone, after the others became known to somebody.
    #[must_use]
    pub fn current_only(mut self) -> Self {
        self.older.clear();
        self
    }

    pub(crate) fn current_key(&self) -> &[u8; 32] {
        self.current.key.expose()
    }

    pub(crate) fn key(&self, generation: Generation) -> Option<&[u8; 32]> {
        self.keys().find(|key| key.generation == generation).map(|key| key.key.expose())
    }

    fn keys(&self) -> impl Iterator<Item = &MasterKey> {
        std::iter::once(&self.current).chain(&self.older)
    }

    fn from_newest_first(mut keys: Vec<MasterKey>) -> Result<Self, MalformedKeyring> {
        if keys.is_empty() {
            return Err(MalformedKeyring::Empty);
        }
        let current = keys.remove(0);
        if current.until.is_some() {
            return Err(MalformedKeyring::CurrentEnds);
        }
        Ok(Self { current, older: keys })
    }
}

fn parse_line(line: &str) -> Option<MasterKey> {
    let mut words = line.split(' ');
    let generation = canonical(words.next()?).filter(|&number: &u32| number > 0).map(Generation)?;
    let decoded = Zeroizing::new(BASE64.decode(words.next()?.as_bytes()).ok()?);
    let key = Secret::new(<[u8; 32]>::try_from(decoded.as_slice()).ok()?);
    let until = match words.next() {
        Some(secs) => Some(Timestamp::from_secs(canonical(secs)?)),
        None => None,
    };
    words.next().is_none().then_some(MasterKey { generation, key, until })
}

/// A number written as we write it: no sign, no zeros in front.
pub(crate) fn canonical<T: std::str::FromStr + ToString>(digits: &str) -> Option<T> {
    digits.parse::<T>().ok().filter(|number| number.to_string() == digits)
}

/// Generations only.
impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keyring ")?;
        f.debug_list().entries(self.generations().map(|(generation, _)| generation.0)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::{Generation, Keyring, MalformedKeyring};
    use model::Timestamp;

    fn three() -> Keyring {
        let keyring = Keyring::first([1; 32]).rotated([2; 32]).unwrap().rotated([3; 32]).unwrap();
        keyring.ending(Generation(1), Timestamp::from_secs(1000))
    }

    #[test]
    fn a_key_file_reads_back_as_it_was_written() {
        let text = three().to_text();
        let read = Keyring::parse(text.expose()).unwrap();
        assert_eq!(read.to_text().expose(), text.expose());
        assert_eq!(read.current(), Generation(3));
        let expected =
            [(Generation(3), None), (Generation(2), None), (Generation(1), Some(Timestamp::from_secs(1000)))];
        assert_eq!(read.generations().collect::<Vec<_>>(), expected);
        assert_eq!(read.key(Generation(1)), Some(&[1; 32]));
    }

    #[test]
    fn an_older_key_opens_until_its_end_and_the_current_one_always() {
        for (now, left) in [(999, vec![3, 2, 1]), (1000, vec![3, 2]), (2000, vec![3, 2])] {
            let keyring = three().without_expired(Timestamp::from_secs(now));
            assert_eq!(keyring.generations().map(|(g, _)| g.number()).collect::<Vec<_>>(), left, "at {now}");
        }
        let ended = three().ending(Generation(3), Timestamp::from_secs(1));
        assert_eq!(ended.without_expired(Timestamp::from_secs(2)).current(), Generation(3));
        assert_eq!(three().current_only().generations().count(), 1);
    }

    #[test]
    fn r7_a_malformed_key_file_is_refused_by_line_and_not_quoted() {
        const KEY: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=";
        for (text, refused) in [
            (String::new(), MalformedKeyring::Header),
            (format!("1 {KEY}"), MalformedKeyring::Header),
            ("bartizan-keyring 2\n".to_owned(), MalformedKeyring::Header),
            ("bartizan-keyring 1\n# no key\n".to_owned(), MalformedKeyring::Empty),
            (format!("bartizan-keyring 1\n0 {KEY}"), MalformedKeyring::Line(2)),
            (format!("bartizan-keyring 1\n+1 {KEY}"), MalformedKeyring::Line(2)),
            (format!("bartizan-keyring 1\n01 {KEY}"), MalformedKeyring::Line(2)),
            (format!("bartizan-keyring 1\n\n1 {}", &KEY[4..]), MalformedKeyring::Line(3)),
            (format!("bartizan-keyring 1\n1 {KEY} 1 1"), MalformedKeyring::Line(2)),
            (format!("bartizan-keyring 1\n1  {KEY}"), MalformedKeyring::Line(2)),
            (format!("bartizan-keyring 1\n1 {KEY} 5"), MalformedKeyring::CurrentEnds),
            (format!("bartizan-keyring 1\n1 {KEY}\n2 {KEY}"), MalformedKeyring::Order(3)),
            (format!("bartizan-keyring 1\n1 {KEY}\n1 {KEY}"), MalformedKeyring::Order(3)),
        ] {
            assert_eq!(Keyring::parse(&text).err(), Some(refused), "{text}");
            assert!(!format!("{refused} {refused:?}").contains("AQEB"));
        }
        assert!(Keyring::parse(&format!("bartizan-keyring 1\r\n1 {KEY}\r\n")).is_ok());
    }
}
