//! Seed files: what makers of hardware tokens send with them.
//!
//! Two forms are read, [`pskc`] (RFC 6030) and [`csv`]; [`read`] tells them apart. A file is read whole or refused with one
//! [`Refusal`], which names the line, the token and the reason, and quotes no secret (rule R7). Whatever a file says, it is
//! bounded: [`MOST_TOKENS`] tokens, [`MOST_BYTES`] bytes, and each element, line and text far below that.

pub mod csv;
mod fields;
pub mod pskc;
mod refusal;
mod source;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::io::BufRead;

use model::{Folded, Secret, SerialNumber, Text};

use crate::{Seed, TokenParameters};

pub use refusal::{Reason, Refusal};

/// How many tokens a file has at most.
pub const MOST_TOKENS: usize = 250_000;
/// How long a file is at most, in bytes.
pub const MOST_BYTES: u64 = 1 << 30;
/// How short a seed is at least, in bytes. RFC 4226 asks for 16 and advises 20 (section 4, R6), but tokens with 10 are still in
/// use; a shorter one can be found by trying, from a few codes.
pub const SHORTEST_SEED: usize = 10;

/// A token, as its maker describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenSeed {
    /// What is printed on it. Never an ARN: those name virtual devices and security keys.
    pub serial: SerialNumber,
    /// What it and we share.
    pub seed: Seed,
    /// How it makes codes of the seed.
    pub parameters: TokenParameters,
}

impl TokenSeed {
    /// A token of its parts, by the rules of a file: the seed is in base32.
    ///
    /// # Errors
    /// Which part is wrong.
    pub fn new(serial: &str, seed: &str, parameters: TokenParameters) -> Result<Self, Reason> {
        let seed = Seed::from_base32(seed).map_err(|_| Reason::NotASeed("base32"))?;
        Ok(Self { serial: fields::serial(serial)?, seed: fields::seed(seed.expose())?, parameters })
    }
}

/// What opens an encrypted file: the content of a key file, as it is. Whether that is a key or a password, the file that it opens
/// says; how it is read then, [`pskc::read`].
#[derive(Clone, Debug)]
pub struct KeyMaterial(pub Secret<Vec<u8>>);

/// Reads a seed file of either form: what begins with `<` is XML.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(mut source: impl BufRead, key: Option<&KeyMaterial>) -> Result<Vec<TokenSeed>, Refusal> {
    let start = source.fill_buf().map_err(|error| Refusal::at(1, Reason::Unreadable(error.kind())))?;
    // Before its first word a file may have a byte order mark, and XML white space.
    let start = start.strip_prefix("\u{feff}".as_bytes()).unwrap_or(start);
    let is_xml = start.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'<');
    match key {
        _ if is_xml => pskc::read(source, key),
        // Whoever names a key expects that it is needed; the file may have been exchanged.
        Some(_) => Err(Refusal::at(1, Reason::NotEncrypted)),
        None => csv::read(source),
    }
}

/// The tokens of a file, as they are found.
#[derive(Default)]
struct Found {
    tokens: Vec<TokenSeed>,
    serials: HashSet<Folded>,
}

impl Found {
    /// Adds a token; two of one file never have the same serial number, in whatever case it is written.
    fn add(&mut self, token: TokenSeed) -> Result<(), Reason> {
        self.claim(&token.serial)?;
        self.tokens.push(token);
        Ok(())
    }

    /// Takes a serial number for a token that is added later.
    fn claim(&mut self, serial: &SerialNumber) -> Result<(), Reason> {
        if self.serials.len() == MOST_TOKENS {
            return Err(Reason::TooManyTokens);
        }
        if self.serials.insert(Folded::of(serial.as_str())) { Ok(()) } else { Err(Reason::Repeated) }
    }

    fn into_tokens(self) -> Result<Vec<TokenSeed>, Reason> {
        if self.tokens.is_empty() { Err(Reason::NoTokens) } else { Ok(self.tokens) }
    }
}
