//! The file as a whole (RFC 6030, section 4).

use std::io::BufRead;

use super::super::refusal::shown;
use super::super::{Found, KeyMaterial, Reason, TokenSeed};
use super::encryption::{Authentication, Encryption};
use super::package;
use super::xml::{Refused, Space, Xml};

/// What a file says before its first token, and holds for all of them.
#[derive(Default)]
pub struct Protection {
    pub encryption: Option<Encryption>,
    pub authentication: Option<Authentication>,
}

/// Reads the file. The element that encrypts, and the one that authenticates, come before all tokens (section 4.1), so one way
/// through it is enough.
pub fn read<R: BufRead>(xml: &mut Xml<R>, key: Option<&KeyMaterial>) -> Result<Vec<TokenSeed>, Refused> {
    let root = xml.child()?.ok_or(Reason::NoTokens)?;
    if (root.space, root.name.as_str()) != (Space::Pskc, "KeyContainer") {
        return Err(Reason::NotPskc(root.name).into());
    }
    match root.attribute("Version") {
        Some("1.0") => {}
        Some(other) => return Err(Reason::Version(shown(other)).into()),
        None => return Err(Reason::Missing("the version").into()),
    }
    let (mut protection, mut found) = (Protection::default(), Found::default());
    while let Some(element) = xml.child()? {
        match (element.space, element.name.as_str()) {
            (Space::Pskc, "EncryptionKey") if protection.encryption.is_some() => {
                return Err(Reason::Twice("EncryptionKey").into());
            }
            (Space::Pskc, "EncryptionKey") => protection.encryption = Some(Encryption::read(xml, key)?),
            (Space::Pskc, "MACMethod") if protection.authentication.is_some() => {
                return Err(Reason::Twice("MACMethod").into());
            }
            (Space::Pskc, "MACMethod") => {
                let encryption = protection.encryption.as_ref().ok_or(Reason::Missing("EncryptionKey"))?;
                protection.authentication = Some(Authentication::read(xml, &element, encryption)?);
            }
            (Space::Pskc, "KeyPackage") => {
                // Whoever names a key expects that it is needed; the file may have been exchanged.
                if key.is_some() && protection.encryption.is_none() {
                    return Err(Reason::NotEncrypted.into());
                }
                let token = package::read(xml, &protection)?;
                let serial = token.serial.clone();
                found.add(token).map_err(|reason| Refused { reason, serial: Some(serial) })?;
            }
            _ => xml.skip()?,
        }
    }
    // To the end of the file: what follows may not be XML.
    match xml.child()? {
        None => Ok(found.into_tokens()?),
        Some(_) => Err(Reason::NotXml.into()),
    }
}
