//! What a file says of its own encryption (RFC 6030, section 6).

mod cipher;
mod hmac;
mod password;

use std::io::BufRead;

use data_encoding::{BASE64, HEXLOWER_PERMISSIVE};
use model::Secret;
use subtle::ConstantTimeEq;

use self::cipher::Cipher;
use self::hmac::Hash;
use super::super::refusal::shown;
use super::super::{KeyMaterial, Reason};
use super::package::{base64, set};
use super::xml::{Element, Space, Xml};

/// The key that everything is encrypted with.
pub struct Encryption(Secret<Vec<u8>>);

impl Encryption {
    /// Reads how the key is given, to the end of that element, and makes it of the key material.
    pub fn read<R: BufRead>(xml: &mut Xml<R>, material: Option<&KeyMaterial>) -> Result<Self, Reason> {
        let mut key = None;
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Signature, "KeyName") => {
                    let name = shown(xml.text("the name of the key")?.expose().trim());
                    set(&mut key, pre_shared(&name, material)?, "the key")?;
                }
                (Space::Encryption11, "DerivedKey") => {
                    set(&mut key, password::derived(xml, material)?, "the key")?;
                }
                _ => return Err(Reason::UnknownKey(element.name)),
            }
        }
        key.map(Self).ok_or(Reason::Missing("the key of EncryptionKey"))
    }

    /// Decrypts what was authenticated.
    pub fn decrypt(&self, value: &Encrypted) -> Result<Secret<Vec<u8>>, Reason> {
        value.cipher.decrypt(self.0.expose(), &value.bytes)
    }
}

/// A pre-shared AES key: hexadecimal, base64, or the bytes themselves.
fn pre_shared(name: &str, material: Option<&KeyMaterial>) -> Result<Secret<Vec<u8>>, Reason> {
    let wanted = || format!("a pre-shared key called {name}");
    let material = material.ok_or_else(|| Reason::KeyNeeded(wanted()))?.0.expose();
    let is_key = |bytes: &[u8]| matches!(bytes.len(), 16 | 24 | 32);
    // Bytes that happen to be such a text are as good as impossible to draw.
    let text = material.trim_ascii();
    let decoded = [&HEXLOWER_PERMISSIVE, &BASE64].map(|form| form.decode(text).map(Secret::new));
    let decoded = decoded.into_iter().flatten().find(|key| is_key(key.expose()));
    match decoded {
        Some(key) => Ok(key),
        None if is_key(material) => Ok(Secret::new(material.clone())),
        None => Err(Reason::NotAKey(wanted())),
    }
}

/// An encrypted value. Its bytes begin with the initialization vector (XML Encryption 1.1, section 5.2).
pub struct Encrypted {
    cipher: Cipher,
    bytes: Vec<u8>,
}

impl Encrypted {
    /// Reads it, to the end of its element.
    pub fn read<R: BufRead>(xml: &mut Xml<R>) -> Result<Self, Reason> {
        let (mut cipher, mut bytes) = (None, None);
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Encryption, "EncryptionMethod") => {
                    let algorithm = element.attribute("Algorithm").ok_or(Reason::Missing("the cipher"))?;
                    set(&mut cipher, Cipher::named(algorithm)?, "the cipher")?;
                    xml.skip()?;
                }
                (Space::Encryption, "CipherData") => {
                    set(&mut bytes, cipher_data(xml)?, "the encrypted value")?;
                }
                _ => xml.skip()?,
            }
        }
        let bytes = bytes.ok_or(Reason::Missing("the encrypted value"))?;
        Ok(Self { cipher: cipher.ok_or(Reason::Missing("the cipher"))?, bytes })
    }
}

fn cipher_data<R: BufRead>(xml: &mut Xml<R>) -> Result<Vec<u8>, Reason> {
    let mut value = None;
    while let Some(element) = xml.child()? {
        match (element.space, element.name.as_str()) {
            (Space::Encryption, "CipherValue") => {
                set(&mut value, base64(xml, "the encrypted value")?.expose().clone(), "the encrypted value")?;
            }
            (Space::Encryption, "CipherReference") => {
                return Err(Reason::Forbidden("a reference to what lies elsewhere"));
            }
            _ => xml.skip()?,
        }
    }
    value.ok_or(Reason::Missing("the encrypted value"))
}

/// What authenticates encrypted values (section 6.1.1).
pub struct Authentication {
    hash: Hash,
    key: Secret<Vec<u8>>,
}

impl Authentication {
    /// Reads it, to the end of its element. Its key is encrypted as values are; a file that gives none means the key that
    /// encrypts.
    pub fn read<R: BufRead>(
        xml: &mut Xml<R>,
        method: &Element,
        encryption: &Encryption,
    ) -> Result<Self, Reason> {
        let algorithm = method.attribute("Algorithm").ok_or(Reason::Missing("the algorithm of MACMethod"))?;
        let hash = Hash::named(algorithm).ok_or_else(|| Reason::UnknownMac(shown(algorithm)))?;
        let mut key = None;
        while let Some(element) = xml.child()? {
            match (element.space, element.name.as_str()) {
                (Space::Pskc, "MACKey") => {
                    let encrypted = Encrypted::read(xml)?;
                    set(&mut key, encryption.decrypt(&encrypted)?, "MACKey")?;
                }
                _ => xml.skip()?,
            }
        }
        Ok(Self { hash, key: key.unwrap_or_else(|| encryption.0.clone()) })
    }

    /// Whether a value is as its maker encrypted it. The code is over the initialization vector and what follows it.
    pub fn check(&self, value: &Encrypted, code: &Secret<Vec<u8>>) -> Result<(), Reason> {
        let expected = self.hash.hmac(self.key.expose(), &value.bytes);
        if expected.as_slice().ct_eq(code.expose().as_slice()).into() {
            Ok(())
        } else {
            Err(Reason::WrongMac)
        }
    }
}
