//! Whether the seeds of a table are hexadecimal or base32.

use data_encoding::{BASE32, BASE32_NOPAD, HEXUPPER};
use model::Secret;

use super::super::Reason;

/// How seeds are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Hex,
    Base32,
}

impl Encoding {
    const fn name(self) -> &'static str {
        match self {
            Self::Hex => "hexadecimal",
            Self::Base32 => "base32",
        }
    }

    /// The bytes of a seed, of its letters.
    pub fn decode(self, letters: &str) -> Result<Secret<Vec<u8>>, Reason> {
        let decoded = match self {
            Self::Hex => HEXUPPER.decode(letters.as_bytes()),
            Self::Base32 if letters.ends_with('=') => BASE32.decode(letters.as_bytes()),
            Self::Base32 => BASE32_NOPAD.decode(letters.as_bytes()),
        };
        decoded.map(Secret::new).map_err(|_| Reason::NotASeed(self.name()))
    }
}

/// The letters of a seed: in capitals, without the spaces and hyphens that group them for the eye.
pub fn letters(text: &str) -> Secret<String> {
    let mut letters = String::with_capacity(text.len());
    letters.extend(text.chars().filter(|c| !matches!(c, ' ' | '-')).map(|c| c.to_ascii_uppercase()));
    Secret::new(letters)
}

/// Finds the form of all seeds of a file.
pub struct Decider {
    said: Option<Encoding>,
    seen: Option<(u64, Encoding)>,
}

impl Decider {
    pub const fn new(said: Option<Encoding>) -> Self {
        Self { said, seen: None }
    }

    /// Looks at the seed of a line.
    pub fn see(&mut self, line: u64, letters: &str) -> Result<(), Reason> {
        if letters.is_empty() {
            return Err(Reason::NoSeed);
        }
        let Some(form) = only_form(letters)? else { return Ok(()) };
        match (self.said, self.seen) {
            (Some(said), _) if said != form => Err(Reason::NotASeed(said.name())),
            (None, Some((first, seen))) if seen != form => {
                Err(Reason::TwoForms { this: form.name(), line: first, other: seen.name() })
            }
            (None, None) => {
                self.seen = Some((line, form));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// The form.
    pub fn decide(self) -> Result<Encoding, Reason> {
        self.said.or_else(|| self.seen.map(|(_, form)| form)).ok_or(Reason::EitherForm)
    }
}

/// The only form that a seed can have, if its letters show it.
fn only_form(letters: &str) -> Result<Option<Encoding>, Reason> {
    let text = letters.trim_end_matches('=');
    let is_hex = text.len() == letters.len() && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_base32 = text.bytes().all(|byte| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte));
    match (is_hex, is_base32) {
        (true, true) => Ok(None),
        (true, false) => Ok(Some(Encoding::Hex)),
        (false, true) => Ok(Some(Encoding::Base32)),
        (false, false) => Err(Reason::NotASeed("hexadecimal or base32")),
    }
}
