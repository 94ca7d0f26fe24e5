//! The secrets of a recovery: how they are made, and what is kept of them.

use aws_lc_rs::digest::{SHA256, digest};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use model::input::{AuditValue, Constraint, Faults, Field, Malformed, Place};
use model::{AccountId, Secret};
use vault::{Binding, Purpose, Salt, Sealed};

use crate::Service;
use crate::entropy::Entropy;
use crate::error::{Error, Failure};

/// SHA-256, in hexadecimal digits.
pub fn digest_text(text: &[u8]) -> String {
    HEXLOWER.encode(digest(&SHA256, text).as_ref())
}

/// A text of 128 random bits.
pub fn random_text(entropy: &dyn Entropy) -> Secret<String> {
    Secret::new(BASE64URL_NOPAD.encode(&entropy.array::<16>()))
}

/// So many random digits, each as likely as the others.
pub fn random_digits(entropy: &dyn Entropy, count: u32) -> Secret<String> {
    // The rest of the division of 64 random bits favours none of a hundred millions by more than 10⁻¹¹.
    let number = u64::from_be_bytes(entropy.array()) % 10_u64.pow(count);
    Secret::new(format!("{number:0width$}", width = count as usize))
}

/// Seals a short text to a recovery or a call.
pub fn seal_text(
    service: &Service,
    (account, subject, field): (AccountId, &str, &'static str),
    text: &str,
) -> Result<Sealed, Error> {
    let binding = Binding { account, subject, field };
    let salt = Salt(service.entropy.array());
    let sealed = service.keyring.now().seal(Purpose::Recovery, &binding, salt, text.as_bytes());
    sealed.map_err(|_| Error::ServiceFailure(Failure::Sealed("recovery")))
}

/// Opens it.
pub fn open_text(
    service: &Service,
    (account, subject, field): (AccountId, &str, &'static str),
    sealed: &Sealed,
) -> Result<Secret<String>, Error> {
    let failed = || Error::ServiceFailure(Failure::Sealed("recovery"));
    let binding = Binding { account, subject, field };
    let opened = service.keyring.now().open(Purpose::Recovery, &binding, sealed).map_err(|_| failed())?;
    String::from_utf8(opened.expose().clone()).map(Secret::new).map_err(|_| failed())
}

/// The secret of a link, as a browser brings it. No event keeps it.
#[derive(Clone, Debug)]
pub struct LinkToken(pub(super) Secret<String>);

impl Field for LinkToken {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        const LENGTH: usize = 22;
        let Some(text) = place.required(faults) else { return Ok(None) };
        if text.len() != LENGTH {
            faults.add_hidden(place, Constraint::Pattern("[A-Za-z0-9_-]{22}"));
            return Ok(None);
        }
        Ok(Some(Self(Secret::new(text.to_owned()))))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}

/// The code of a mail, as somebody typed it. No event keeps it.
#[derive(Clone, Debug)]
pub struct MailCode(pub(super) Secret<String>);

impl Field for MailCode {
    fn read(place: &Place<'_>, faults: &mut Faults) -> Result<Option<Self>, Malformed> {
        const LENGTH: usize = 8;
        let Some(text) = place.required(faults) else { return Ok(None) };
        // The mail shows it in two groups, and so do people type it.
        let digits: String = text.chars().filter(|character| !matches!(character, ' ' | '-')).collect();
        if digits.len() != LENGTH || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            faults.add_hidden(place, Constraint::Pattern("[0-9]{8}"));
            return Ok(None);
        }
        Ok(Some(Self(Secret::new(digits))))
    }

    fn audit(&self) -> AuditValue {
        AuditValue::Hidden
    }
}
