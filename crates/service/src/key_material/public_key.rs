//! RSA public keys, as `ssh-keygen` writes them (RFC 4253, section 6.6) and in PEM.

use data_encoding::BASE64;
use md5::{Digest, Md5};
use x509_parser::prelude::FromDer;
use x509_parser::public_key::{PublicKey, RSAPublicKey};
use x509_parser::x509::SubjectPublicKeyInfo;

use super::pem;
use crate::error::KeyMaterial;

/// The only sort of key that AWS takes.
const ALGORITHM: &str = "ssh-rsa";
/// The least length of the modulus.
const LEAST_BITS: usize = 2_048;
/// And the greatest: nothing works with longer ones.
const MOST_BITS: usize = 16_384;

/// How a key was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// `ssh-rsa AAAA…`.
    Ssh,
    /// In PEM.
    Pem,
}

/// An RSA public key: numbers without zeros in front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaPublicKey {
    exponent: Vec<u8>,
    modulus: Vec<u8>,
}

impl RsaPublicKey {
    /// Reads a key, and says how it was written.
    ///
    /// # Errors
    /// If it is written in another way, is of another kind, is broken, or too short.
    pub fn parse(text: &str) -> Result<(Self, Encoding), KeyMaterial> {
        let text = text.trim_ascii();
        if text.starts_with("-----BEGIN ") {
            return Self::of_pem(text).map(|key| (key, Encoding::Pem));
        }
        let mut words = text.split_ascii_whitespace();
        if words.next() != Some(ALGORITHM) || text.contains(['\n', '\r']) {
            return Err(KeyMaterial::UnrecognizedPublicKeyEncoding);
        }
        let blob = words.next().and_then(|word| BASE64.decode(word.as_bytes()).ok());
        let key = blob.as_deref().and_then(Self::of_blob).ok_or(KeyMaterial::InvalidPublicKey)?;
        key.measured().map(|key| (key, Encoding::Ssh))
    }

    fn of_pem(text: &str) -> Result<Self, KeyMaterial> {
        let labels = ["PUBLIC KEY", "RSA PUBLIC KEY"];
        let block = pem::only(text, &labels).ok_or(KeyMaterial::UnrecognizedPublicKeyEncoding)?;
        let der = block.der.expose();
        let key = if block.label == "PUBLIC KEY" { Self::of_spki(der) } else { Self::of_pkcs1(der) };
        key.ok_or(KeyMaterial::InvalidPublicKey)?.measured()
    }

    fn of_spki(der: &[u8]) -> Option<Self> {
        let (rest, info) = SubjectPublicKeyInfo::from_der(der).ok()?;
        match info.parsed().ok()? {
            PublicKey::RSA(key) if rest.is_empty() => Some(Self::of_numbers(key.exponent, key.modulus)),
            _ => None,
        }
    }

    fn of_pkcs1(der: &[u8]) -> Option<Self> {
        let (rest, key) = RSAPublicKey::from_der(der).ok()?;
        rest.is_empty().then(|| Self::of_numbers(key.exponent, key.modulus))
    }

    /// The name of the algorithm, the exponent, the modulus, each behind its length; and nothing else.
    fn of_blob(blob: &[u8]) -> Option<Self> {
        let (name, rest) = field(blob)?;
        let (exponent, rest) = field(rest)?;
        let (modulus, rest) = field(rest)?;
        // A first bit that is set would be a sign.
        let is_positive = |number: &[u8]| number.first().is_some_and(|first| *first < 0x80);
        let fits =
            name == ALGORITHM.as_bytes() && rest.is_empty() && is_positive(exponent) && is_positive(modulus);
        fits.then(|| Self::of_numbers(exponent, modulus))
    }

    fn of_numbers(exponent: &[u8], modulus: &[u8]) -> Self {
        Self { exponent: unpadded(exponent), modulus: unpadded(modulus) }
    }

    fn measured(self) -> Result<Self, KeyMaterial> {
        let bits = bits(&self.modulus);
        let is_odd = |number: &[u8]| number.last().is_some_and(|last| last & 1 == 1);
        let fits = (LEAST_BITS..=MOST_BITS).contains(&bits)
            && is_odd(&self.modulus)
            && is_odd(&self.exponent)
            && self.exponent != [1];
        if fits { Ok(self) } else { Err(KeyMaterial::InvalidPublicKey) }
    }

    /// The key as `ssh-keygen` writes it, without a comment.
    pub fn ssh(&self) -> String {
        format!("{ALGORITHM} {}", BASE64.encode(&self.blob()))
    }

    /// The key in PEM, as a SubjectPublicKeyInfo.
    pub fn pem(&self) -> String {
        /// rsaEncryption, and parameters that are NULL.
        const RSA: &[u8] = &[0x30, 13, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let numbers = [integer(&self.modulus), integer(&self.exponent)].concat();
        let key = [vec![0], element(0x30, &numbers)].concat();
        let info = element(0x30, &[RSA.to_vec(), element(3, &key)].concat());
        let mut text = "-----BEGIN PUBLIC KEY-----\n".to_owned();
        for line in BASE64.encode(&info).as_bytes().chunks(64) {
            text.extend(line.iter().copied().map(char::from));
            text.push('\n');
        }
        text + "-----END PUBLIC KEY-----\n"
    }

    /// The MD5 of the key, as `ssh-keygen -l -E md5` shows it. It tells keys apart for people; nothing rests on it.
    pub fn fingerprint(&self) -> String {
        let digest = Md5::digest(self.blob());
        let pairs: Vec<_> = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        pairs.join(":")
    }

    fn blob(&self) -> Vec<u8> {
        let mut blob = Vec::with_capacity(self.modulus.len() + 32);
        for part in [ALGORITHM.as_bytes(), &signed(&self.exponent), &signed(&self.modulus)] {
            blob.extend(u32::try_from(part.len()).unwrap_or_default().to_be_bytes());
            blob.extend(part);
        }
        blob
    }
}

/// A part of a blob, and what follows it.
fn field(blob: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = blob.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

fn unpadded(number: &[u8]) -> Vec<u8> {
    number.iter().copied().skip_while(|byte| *byte == 0).collect()
}

/// A number with a zero in front where the first bit would look like a sign.
fn signed(number: &[u8]) -> Vec<u8> {
    let sign = number.first().is_some_and(|first| *first >= 0x80);
    sign.then_some(0).into_iter().chain(number.iter().copied()).collect()
}

fn bits(number: &[u8]) -> usize {
    number.first().map_or(0, |first| number.len() * 8 - first.leading_zeros() as usize)
}

fn integer(number: &[u8]) -> Vec<u8> {
    element(2, &signed(number))
}

/// An element of DER.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let length = unpadded(&length);
    let head = match *length.as_slice() {
        [] => vec![0],
        [short] if short < 0x80 => vec![short],
        _ => [vec![0x80 | u8::try_from(length.len()).unwrap_or_default()], length].concat(),
    };
    [vec![tag], head, content.to_vec()].concat()
}

#[cfg(test)]
mod tests;
