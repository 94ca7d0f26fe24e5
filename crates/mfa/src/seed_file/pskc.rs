//! Seed files in PSKC, the XML of RFC 6030.
//!
//! Seeds may be plain, or encrypted with AES in CBC mode under a pre-shared key or one derived from a password by PBKDF2; then each
//! must have an authentication code that matches (RFC 6030, section 6.1.1). Numbers beside the seed are plain.
//!
//! What attacks on readers of XML are made of is refused, not ignored: document types, entities, processing instructions, references
//! to what lies elsewhere. What a policy or an extension says of a key is skipped, and signatures are not verified: whoever imports
//! a file has it from the maker, or knows why not.

mod container;
mod encryption;
mod package;
mod xml;

use std::io::BufRead;

use super::refusal::Refusal;
use super::{KeyMaterial, TokenSeed};

/// Reads a file. If it is encrypted, it says with what, and so how the key material is read: an AES key of 16, 24 or 32 bytes is
/// written in hexadecimal or in base64, or is those bytes themselves; a password is all that is in it, less the line's end.
///
/// # Errors
/// The first thing that is wrong with it.
pub fn read(source: impl BufRead, key: Option<&KeyMaterial>) -> Result<Vec<TokenSeed>, Refusal> {
    let mut xml = xml::Xml::new(source);
    container::read(&mut xml, key).map_err(|refused| xml.refusal(refused))
}
