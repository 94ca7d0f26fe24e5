//! Master keys by generation.

use std::fmt;
use std::fmt::Write as _;

use data_encoding::BASE64;
use model::{Secret, Timestamp};
use zeroize::Zeroizing;

use crate::kdf::{Extracted, Key, Purpose};

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

/// The master keys: one is current and seals, older ones only open what they once sealed. One more may be there that does not seal yet:
/// where several servers share a store, each must hold a key before any seals with it.
///
/// Of a key that is gone its *pepper* may stay: passwords that were hashed with it are verified as before, and nothing else opens.
///
/// A clock is not needed to open: whoever loads a keyring calls [`Keyring::without_expired`] once, and again when
/// [`Keyring::generations`] says that a key is due.
#[derive(Clone)]
pub struct Keyring {
    current: MasterKey,
    older: Vec<MasterKey>, // INVARIANT: newest first, all older than the current one; kept by `from_newest_first`
    next: Option<MasterKey>, // INVARIANT: newer than the current one; kept by `parse` and `with_next`
    peppers: Vec<Pepper>,
}

#[derive(Clone)]
struct MasterKey {
    generation: Generation,
    key: Secret<[u8; 32]>,
    until: Option<Timestamp>,
    /// When it was made, if that is known.
    made: Option<Timestamp>,
    /// Whether somebody else may have it: then it opens what is stored, to be sealed anew, and nothing that a stranger brings.
    is_known_to_others: bool,
}

/// What passwords of a generation are hashed with.
#[derive(Clone)]
struct Pepper {
    generation: Generation,
    key: Secret<[u8; 32]>,
}

/// What a keyring says of one of its keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyState {
    /// Which.
    pub generation: Generation,
    /// What it is for.
    pub role: KeyRole,
    /// When it was made, if that is known.
    pub made: Option<Timestamp>,
    /// From when on it opens nothing, if that is known.
    pub until: Option<Timestamp>,
}

/// What a key is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyRole {
    /// It will seal once it is activated; until then it opens.
    Next,
    /// It seals.
    Current,
    /// It opens what it sealed.
    Older,
    /// Somebody else may have it: it only opens what is stored, until that is sealed anew.
    KnownToOthers,
    /// Only passwords are verified with what is left of it.
    PepperOnly,
}

/// There is no key that waits to be activated, or there is one already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NextKeyError {
    /// One waits already.
    #[error("key generation {0} was added and waits to be activated")]
    Waits(Generation),
    /// None waits.
    #[error("no key was added that waits to be activated")]
    None,
    /// After four thousand million rotations.
    #[error(transparent)]
    Exhausted(#[from] GenerationsExhausted),
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
/// How a line with a key begins that does not seal yet, and one with what is left of a key.
const NEXT: &str = "next ";
const PEPPER: &str = "pepper ";
/// What may follow a key.
const MADE: &str = "made=";
const EXPOSED: &str = "exposed";
const ADVICE: &str = "# Whoever has this file and the store can read every secret in it. Keep it apart from backups of the store.
# The first key is the current one; older ones open what they sealed, until the Unix time that follows them.";

impl Keyring {
    /// A keyring of one key.
    pub fn first(key: [u8; 32]) -> Self {
        Self { current: MasterKey::new(Generation(1), key, None), older: vec![], next: None, peppers: vec![] }
    }

    /// The same key, of which it is known when it was made.
    #[must_use]
    pub fn made(mut self, at: Timestamp) -> Self {
        self.current.made = Some(at);
        self
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

    /// The generation that seals.
    pub fn current(&self) -> Generation {
        self.current.generation
    }

    /// All generations, newest first, with the time until which each opens (none: without end).
    pub fn generations(&self) -> impl Iterator<Item = (Generation, Option<Timestamp>)> {
        self.keys().map(|key| (key.generation, key.until))
    }

    /// Every key and what is left of others, newest first. Never a key's bytes.
    pub fn states(&self) -> Vec<KeyState> {
        let state = |key: &MasterKey, role| KeyState {
            generation: key.generation,
            role,
            made: key.made,
            until: key.until,
        };
        let next = self.next.iter().map(|key| state(key, KeyRole::Next));
        let older = self.older.iter().map(|key| match key.is_known_to_others {
            true => state(key, KeyRole::KnownToOthers),
            false => state(key, KeyRole::Older),
        });
        let pepper = |pepper: &Pepper| KeyState {
            generation: pepper.generation,
            role: KeyRole::PepperOnly,
            made: None,
            until: None,
        };
        next.chain(std::iter::once(state(&self.current, KeyRole::Current)))
            .chain(older)
            .chain(self.peppers.iter().map(pepper))
            .collect()
    }

    /// The same with one more key, which opens and does not seal yet.
    ///
    /// # Errors
    /// If one waits already, or after four thousand million rotations.
    pub fn with_next(&self, key: [u8; 32], made: Option<Timestamp>) -> Result<Self, NextKeyError> {
        if let Some(next) = &self.next {
            return Err(NextKeyError::Waits(next.generation));
        }
        let generation = self.current().0.checked_add(1).map(Generation).ok_or(GenerationsExhausted)?;
        Ok(Self { next: Some(MasterKey::new(generation, key, made)), ..self.clone() })
    }

    /// The same, in which the key that waits seals. The one before goes on opening, without end until [`Keyring::ending`] gives it one.
    ///
    /// # Errors
    /// If none waits.
    pub fn activated(&self) -> Result<Self, NextKeyError> {
        let next = self.next.clone().ok_or(NextKeyError::None)?;
        let older = self.keys().cloned().collect();
        Ok(Self { current: next, older, next: None, peppers: self.peppers.clone() })
    }

    /// The same with a new current key, as if one had been added and activated.
    ///
    /// # Errors
    /// If one waits, or after four thousand million rotations.
    pub fn rotated(&self, key: [u8; 32]) -> Result<Self, NextKeyError> {
        self.with_next(key, None)?.activated()
    }

    /// The same, in which somebody else may have all keys but the current one: from now on those only open what is stored.
    #[must_use]
    pub fn exposed(mut self) -> Self {
        self.older.iter_mut().for_each(|key| key.is_known_to_others = true);
        self
    }

    /// Whether somebody else may have this key.
    pub fn is_exposed(&self, generation: Generation) -> bool {
        let is_left = |pepper: &Pepper| pepper.generation == generation;
        self.older.iter().any(|key| key.generation == generation && key.is_known_to_others)
            || self.peppers.iter().any(is_left)
    }

    /// The same without an older key. Of that, its pepper stays, if passwords still need it.
    #[must_use]
    pub fn without(mut self, generation: Generation, keeps_pepper: bool) -> Self {
        if keeps_pepper && let Some(pepper) = self.pepper(generation) {
            let kept = Pepper { generation, key: Secret::new(*pepper) };
            self.peppers.retain(|pepper| pepper.generation != generation);
            self.peppers.push(kept);
            self.peppers.sort_by_key(|pepper| std::cmp::Reverse(pepper.generation));
        } else {
            self.peppers.retain(|pepper| pepper.generation != generation);
        }
        self.older.retain(|key| key.generation != generation);
        self
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

    /// The same with the current key alone.
    #[must_use]
    pub fn current_only(mut self) -> Self {
        self.older.clear();
        self.next = None;
        self.peppers.clear();
        self
    }

    pub(crate) fn current_key(&self) -> &[u8; 32] {
        self.current.key.expose()
    }

    /// The key of a generation, to open what is stored.
    pub(crate) fn key(&self, generation: Generation) -> Option<&[u8; 32]> {
        let mut held = self.next.iter().chain(self.keys());
        held.find(|key| key.generation == generation).map(|key| key.key.expose())
    }

    /// The same, to open what somebody brings: a key that others may have vouches for nothing.
    pub(crate) fn trusted_key(&self, generation: Generation) -> Option<&[u8; 32]> {
        let mut held = self.next.iter().chain(self.keys()).filter(|key| !key.is_known_to_others);
        held.find(|key| key.generation == generation).map(|key| key.key.expose())
    }

    /// What passwords of a generation are hashed with.
    pub(crate) fn pepper(&self, generation: Generation) -> Option<Key> {
        let derive = |master: &[u8; 32]| Extracted::unsalted(master).expand(Purpose::Pepper, b"");
        let left = || self.peppers.iter().find(|pepper| pepper.generation == generation);
        self.key(generation).map(derive).or_else(|| left().map(|pepper| Zeroizing::new(*pepper.key.expose())))
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
        Ok(Self { current, older: keys, next: None, peppers: vec![] })
    }
}

impl MasterKey {
    fn new(generation: Generation, key: [u8; 32], made: Option<Timestamp>) -> Self {
        Self { generation, key: Secret::new(key), until: None, made, is_known_to_others: false }
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
    use super::{Generation, Keyring, MalformedKeyring, NextKeyError};
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

    #[test]
    fn r4_a_key_that_was_added_opens_and_seals_only_once_it_is_activated() {
        let before = Keyring::first([1; 32]);
        let added = before.with_next([2; 32], Some(Timestamp::from_secs(7))).unwrap();
        assert_eq!(added.current(), Generation(1));
        assert_eq!(added.with_next([3; 32], None).err(), Some(NextKeyError::Waits(Generation(2))));
        assert_eq!(before.activated().err(), Some(NextKeyError::None));
        let active = added.activated().unwrap();
        assert_eq!(active.current(), Generation(2));
        // A server that has it opens what another seals that has activated it already.
        assert_eq!(added.key(Generation(2)), Some(&[2; 32]));
        for keyring in [added, active] {
            let text = keyring.to_text();
            let read = Keyring::parse(text.expose()).unwrap();
            assert_eq!(read.to_text().expose(), text.expose());
            assert_eq!(read.states(), keyring.states());
        }
    }

    #[test]
    fn r4_a_key_that_others_may_have_opens_nothing_that_is_brought_and_leaves_its_pepper() {
        let exposed = Keyring::first([1; 32]).rotated([2; 32]).unwrap().exposed();
        assert!(exposed.is_exposed(Generation(1)) && !exposed.is_exposed(Generation(2)));
        assert_eq!((exposed.key(Generation(1)), exposed.trusted_key(Generation(1))), (Some(&[1; 32]), None));
        let text = exposed.to_text();
        let exposed = Keyring::parse(text.expose()).unwrap();
        assert_eq!(exposed.to_text().expose(), text.expose());
        let pepper = exposed.pepper(Generation(1)).unwrap();
        let without = exposed.without(Generation(1), true);
        assert_eq!(without.key(Generation(1)), None);
        let text = without.to_text();
        let without = Keyring::parse(text.expose()).unwrap();
        assert_eq!(without.pepper(Generation(1)), Some(pepper));
        assert_eq!(without.states().len(), 2);
        assert_eq!(without.without(Generation(1), false).pepper(Generation(1)), None);
    }
}
