//! A key that is derived from a password (RFC 6030, section 6.2).

use std::io::BufRead;

use model::Secret;

use super::super::super::refusal::shown;
use super::super::super::{KeyMaterial, Reason};
use super::super::package::{base64, set};
use super::super::xml::{Element, Space, Xml};
use super::hmac::Hash;

/// More iterations than anybody asks for take seconds; without an end they would take for ever.
const MOST_ITERATIONS: u32 = 10_000_000;
const LONGEST_SALT: usize = 1_024;
const PBKDF2: [&str; 2] = [
    "http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#pbkdf2",
    "http://www.w3.org/2009/xmlenc11#pbkdf2",
];

/// Reads how the key is derived, to the end of that element, and derives it.
pub fn derived<R: BufRead>(
    xml: &mut Xml<R>,
    material: Option<&KeyMaterial>,
) -> Result<Secret<Vec<u8>>, Reason> {
    let mut parameters = None;
    while let Some(element) = xml.child()? {
        match (element.space, element.name.as_str()) {
            (Space::Encryption11, "KeyDerivationMethod") => {
                let algorithm =
                    element.attribute("Algorithm").ok_or(Reason::Missing("the key derivation"))?;
                if !PBKDF2.contains(&algorithm) {
                    return Err(Reason::UnknownDerivation(shown(algorithm)));
                }
                set(&mut parameters, method(xml)?, "the key derivation")?;
            }
            _ => xml.skip()?,
        }
    }
    let parameters = parameters.ok_or(Reason::Missing("the key derivation"))?;
    let material = material.ok_or_else(|| Reason::KeyNeeded("a password".to_owned()))?;
    let password = password(material.0.expose());
    if password.is_empty() {
        return Err(Reason::NoPassword);
    }
    Ok(parameters.derive(password))
}

/// All that is in the file, less the end of its line.
fn password(file: &[u8]) -> &[u8] {
    let text = file.strip_suffix(b"\n").unwrap_or(file);
    text.strip_suffix(b"\r").unwrap_or(text)
}

fn method<R: BufRead>(xml: &mut Xml<R>) -> Result<Parameters, Reason> {
    let mut parameters = None;
    while let Some(element) = xml.child()? {
        // Of which namespace these are is a matter of opinion: RFC 6030 itself gives some of them none.
        match element.name.as_str() {
            "PBKDF2-params" => set(&mut parameters, Written::read(xml)?.checked()?, "PBKDF2-params")?,
            _ => xml.skip()?,
        }
    }
    parameters.ok_or(Reason::Missing("PBKDF2-params"))
}

/// What PBKDF2 is run with; within its bounds.
struct Parameters {
    salt: Vec<u8>,
    iterations: u32,
    key_length: usize,
    hash: Hash,
}

impl Parameters {
    fn derive(&self, password: &[u8]) -> Secret<Vec<u8>> {
        Secret::new(self.hash.pbkdf2(password, &self.salt, self.iterations, self.key_length).to_vec())
    }
}

#[derive(Default)]
struct Written {
    salt: Option<Vec<u8>>,
    iterations: Option<u32>,
    key_length: Option<usize>,
    hash: Option<Hash>,
}

impl Written {
    fn read<R: BufRead>(xml: &mut Xml<R>) -> Result<Self, Reason> {
        let mut written = Self::default();
        while let Some(element) = xml.child()? {
            match element.name.as_str() {
                "Salt" => set(&mut written.salt, salt(xml)?, "the salt")?,
                "IterationCount" => {
                    set(
                        &mut written.iterations,
                        number(xml, "the number of iterations")?,
                        "the number of iterations",
                    )?;
                }
                "KeyLength" => set(
                    &mut written.key_length,
                    number(xml, "the length of the key")?,
                    "the length of the key",
                )?,
                "PRF" => set(&mut written.hash, prf(xml, &element)?, "the PRF")?,
                _ => xml.skip()?,
            }
        }
        Ok(written)
    }

    fn checked(self) -> Result<Parameters, Reason> {
        let salt = self.salt.ok_or(Reason::Missing("the salt"))?;
        let iterations = self.iterations.ok_or(Reason::Missing("the number of iterations"))?;
        let key_length = self.key_length.ok_or(Reason::Missing("the length of the key"))?;
        if !(1..=LONGEST_SALT).contains(&salt.len()) {
            return Err(Reason::DerivationBounds("the salt"));
        }
        if !(1..=MOST_ITERATIONS).contains(&iterations) {
            return Err(Reason::DerivationBounds("the number of iterations"));
        }
        if !matches!(key_length, 16 | 24 | 32) {
            return Err(Reason::DerivationBounds("the length of the key"));
        }
        Ok(Parameters { salt, iterations, key_length, hash: self.hash.unwrap_or(Hash::Sha1) })
    }
}

/// The PRF, HMAC-SHA-1 where none is named (RFC 8018, appendix A.2). It is named by an attribute; some programs write a text.
fn prf<R: BufRead>(xml: &mut Xml<R>, element: &Element) -> Result<Hash, Reason> {
    let text = xml.text("the PRF")?;
    match element.attribute("Algorithm").unwrap_or_else(|| text.expose().trim()) {
        "" => Ok(Hash::Sha1),
        name => Hash::named(name).ok_or_else(|| Reason::UnknownDerivation(shown(name))),
    }
}

fn salt<R: BufRead>(xml: &mut Xml<R>) -> Result<Vec<u8>, Reason> {
    let mut salt = None;
    while let Some(element) = xml.child()? {
        match element.name.as_str() {
            "Specified" => set(&mut salt, base64(xml, "the salt")?.expose().clone(), "the salt")?,
            _ => return Err(Reason::UnknownDerivation("a salt that is not in the file".to_owned())),
        }
    }
    salt.ok_or(Reason::Missing("the salt"))
}

/// A number too large for its type is out of its bounds too.
fn number<R: BufRead, N: std::str::FromStr>(xml: &mut Xml<R>, what: &'static str) -> Result<N, Reason> {
    let text = xml.text(what)?;
    let digits = text.expose().trim();
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::Malformed(what));
    }
    digits.parse().map_err(|_| Reason::DerivationBounds(what))
}
