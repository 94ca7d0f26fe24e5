//! A token (RFC 6030, sections 4.2 and 4.3).

use std::io::BufRead;

use data_encoding::BASE64;
use model::{Secret, SerialNumber};
use zeroize::Zeroizing;

use super::super::refusal::shown;
use super::super::{Reason, TokenSeed, fields};
use super::container::Protection;
use super::encryption;
use super::xml::{Element, Refused, Space, Xml};
use crate::{Algorithm, Seed, TokenParameters};

/// What is found of a token, in whatever order it comes.
#[derive(Default)]
struct Parts {
    serial: Option<SerialNumber>,
    key: Option<Key>,
}

/// A key, and what belongs to it.
#[derive(Default)]
struct Key {
    algorithm: String,
    hash: Option<Algorithm>,
    digits: Option<u8>,
    seed: Option<Seed>,
    counter: Option<u64>,
    period: Option<u32>,
    begins: Option<u64>,
}

/// Reads a package, to its end.
pub fn read<R: BufRead>(xml: &mut Xml<R>, protection: &Protection) -> Result<TokenSeed, Refused> {
    let mut parts = Parts::default();
    let token = parts.read(xml, protection).and_then(|()| parts.token());
    token.map_err(|reason| Refused { reason, serial: parts.serial })
}

impl Parts {
    fn read<R: BufRead>(&mut self, xml: &mut Xml<R>, protection: &Protection) -> Result<(), Reason> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Pskc, "DeviceInfo") => self.read_device(xml)?,
                (Space::Pskc, "Key") if self.key.is_some() => return Err(Reason::Twice("the key")),
                (Space::Pskc, "Key") => self.key = Some(Key::read(xml, &element, protection)?),
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn read_device<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Reason> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Pskc, "SerialNo") => {
                    let serial = fields::serial(xml.text("the serial number")?.expose())?;
                    set(&mut self.serial, serial, "the serial number")?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn token(&mut self) -> Result<TokenSeed, Reason> {
        let serial = self.serial.clone().ok_or(Reason::NoSerial)?;
        let mut key = self.key.take().ok_or(Reason::Missing("the key"))?;
        let parameters = key.parameters()?;
        let seed = key.seed.take().ok_or(Reason::NoSeed)?;
        Ok(TokenSeed { serial, seed, parameters })
    }
}

impl Key {
    fn read<R: BufRead>(xml: &mut Xml<R>, key: &Element, protection: &Protection) -> Result<Self, Reason> {
        let algorithm = key.attribute("Algorithm").ok_or(Reason::Missing("the algorithm of the key"))?;
        let mut read = Self { algorithm: algorithm.to_owned(), ..Self::default() };
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Pskc, "AlgorithmParameters") => read.read_parameters(xml)?,
                (Space::Pskc, "Data") => read.read_data(xml, protection)?,
                _ => xml.skip()?,
            }
        }
        Ok(read)
    }

    fn read_parameters<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Reason> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Pskc, "Suite") => {
                    let suite = fields::algorithm(xml.text("the suite")?.expose().trim())?;
                    set(&mut self.hash, suite, "the suite")?;
                }
                (Space::Pskc, "ResponseFormat") => {
                    set(&mut self.digits, response_digits(&element)?, "the response format")?;
                    xml.skip()?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    fn read_data<R: BufRead>(&mut self, xml: &mut Xml<R>, protection: &Protection) -> Result<(), Reason> {
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Pskc, "Secret") => {
                    let seed = read_seed(xml, protection)?;
                    set(&mut self.seed, fields::seed(seed.expose())?, "the seed")?;
                }
                (Space::Pskc, "Counter") => {
                    let counter = fields::counter(&number(xml, "the counter")?)?;
                    set(&mut self.counter, counter, "the counter")?;
                }
                (Space::Pskc, "TimeInterval") => {
                    let period = fields::period(&number(xml, "the time interval")?)?;
                    set(&mut self.period, period, "the time interval")?;
                }
                (Space::Pskc, "Time") => {
                    let begins = number(xml, "the time")?.trim().parse().map_err(|_| Reason::Epoch)?;
                    set(&mut self.begins, begins, "the time")?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(())
    }

    /// How the token makes codes. Where the file is silent it means what most tokens do; a number of digits that nobody names
    /// makes no difference, because the API takes the last six.
    fn parameters(&self) -> Result<TokenParameters, Reason> {
        const URN: &str = "urn:ietf:params:xml:ns:keyprov:pskc:";
        let algorithm = self.hash.unwrap_or(Algorithm::Sha1);
        let digits = self.digits.unwrap_or(6);
        // Some programs write the last word of the name only.
        match self.algorithm.strip_prefix(URN).unwrap_or(&self.algorithm) {
            "hotp" => fields::hotp(algorithm, digits, self.counter.unwrap_or(0)),
            "totp" if self.begins.is_some_and(|begins| begins != 0) => Err(Reason::Epoch),
            "totp" => fields::totp(algorithm, digits, self.period.unwrap_or(30)),
            _ => Err(Reason::UnknownAlgorithm(shown(&self.algorithm))),
        }
    }
}

fn response_digits(format: &Element) -> Result<u8, Reason> {
    match format.attribute("Encoding") {
        None | Some("DECIMAL") => {}
        Some(other) => return Err(Reason::Digits(shown(other))),
    }
    if format.attribute("CheckDigits").is_some_and(|check| matches!(check.trim(), "true" | "1")) {
        return Err(Reason::CheckDigits);
    }
    fields::digits(format.attribute("Length").ok_or(Reason::Missing("the length of the response"))?)
}

/// The bytes of a seed: plain, or authenticated and decrypted.
fn read_seed<R: BufRead>(xml: &mut Xml<R>, protection: &Protection) -> Result<Secret<Vec<u8>>, Reason> {
    let (mut plain, mut encrypted, mut mac) = (None, None, None);
    while let Some(element) = xml.child()? {
        match (element.space, element.name.as_str()) {
            (Space::Pskc, "PlainValue") => set(&mut plain, base64(xml, "the seed")?, "the seed")?,
            (Space::Pskc, "EncryptedValue") => {
                set(&mut encrypted, encryption::Encrypted::read(xml)?, "the encrypted seed")?;
            }
            (Space::Pskc, "ValueMAC") => {
                set(&mut mac, base64(xml, "the authentication code")?, "the authentication code")?;
            }
            _ => xml.skip()?,
        }
    }
    match (plain, encrypted) {
        (None, None) => Err(Reason::NoSeed),
        (Some(_), Some(_)) => Err(Reason::Twice("the seed")),
        (Some(_), None) if protection.encryption.is_some() => Err(Reason::PlainSeed),
        (Some(plain), None) => Ok(plain),
        (None, Some(encrypted)) => {
            let keys = protection.encryption.as_ref().ok_or(Reason::Missing("EncryptionKey"))?;
            let authentication = protection.authentication.as_ref().ok_or(Reason::NoMac("MACMethod"))?;
            authentication.check(&encrypted, &mac.ok_or(Reason::NoMac("ValueMAC"))?)?;
            keys.decrypt(&encrypted)
        }
    }
}

/// The text of a number, which is plain.
fn number<R: BufRead>(xml: &mut Xml<R>, what: &'static str) -> Result<String, Reason> {
    let mut number = None;
    while let Some(element) = xml.child()? {
        match (element.space, element.name.as_str()) {
            (Space::Pskc, "PlainValue") => {
                set(&mut number, xml.text(what)?.expose().trim().to_owned(), what)?;
            }
            (Space::Pskc, "EncryptedValue") => return Err(Reason::EncryptedNumber(what)),
            _ => xml.skip()?,
        }
    }
    number.ok_or(Reason::Missing(what))
}

/// The bytes of an element's base64, which may have white space in it.
pub fn base64<R: BufRead>(xml: &mut Xml<R>, what: &'static str) -> Result<Secret<Vec<u8>>, Reason> {
    let text = xml.text(what)?;
    let mut letters = Zeroizing::new(String::with_capacity(text.expose().len()));
    letters.extend(text.expose().chars().filter(|c| !c.is_ascii_whitespace()));
    BASE64.decode(letters.as_bytes()).map(Secret::new).map_err(|_| Reason::Malformed(what))
}

/// What is said twice has two readers who disagree.
pub fn set<T>(field: &mut Option<T>, value: T, what: &'static str) -> Result<(), Reason> {
    match field.replace(value) {
        None => Ok(()),
        Some(_) => Err(Reason::Twice(what)),
    }
}
