//! Master keys by generation.

mod text;

use std::fmt;

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
    #[error("the key file does not begin with \"{}\"", text::HEADER)]
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
        for key in &mut self.older {
            key.is_known_to_others = true;
            // It was to open what people bring for a while: now it opens nothing of that.
            key.until = None;
        }
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
mod tests;
