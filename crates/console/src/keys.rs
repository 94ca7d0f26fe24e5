//! What pages that ask a security key share: the form, and the words for what goes wrong.

use service::signin::AskSecurityKeys;
use service::{Caller, Denial, Error, KeyRefused, NoSecurityKeys};

use crate::speech::Speech;
use crate::statics;
use crate::visit::Visit;

/// A form that a security key fills in: templates read it.
pub struct KeyForm {
    /// What the browser is asked, as JSON.
    pub options: String,
    /// `create` or `get`.
    pub ceremony: &'static str,
    /// Where the script is.
    pub script: &'static str,
}

impl KeyForm {
    /// For a new key.
    pub fn create(options: String) -> Self {
        Self { options, ceremony: "create", script: statics::script() }
    }

    /// For one of the caller's keys.
    ///
    /// # Errors
    /// Why none is asked.
    pub async fn get(visit: &Visit<'_>, caller: &Caller) -> Result<Self, Error> {
        let options = visit.call(caller, &AskSecurityKeys {}).await?;
        Ok(Self { options, ceremony: "get", script: statics::script() })
    }
}

/// Why a key was not accepted, in words that help.
pub fn words(refused: &KeyRefused, s: Speech) -> String {
    use fido::Refusal;
    match refused {
        KeyRefused::NotAsked => s.say("key-too-late"),
        KeyRefused::NotOffered(why) => return not_offered(why, s),
        KeyRefused::Answer(Refusal::AlreadyRegistered) => s.say("key-registered-already"),
        KeyRefused::Answer(Refusal::AnotherUsers) => s.say("key-of-another"),
        KeyRefused::Answer(Refusal::UnknownCredential) => s.say("key-unknown"),
        KeyRefused::Answer(Refusal::UserNotPresent) => s.say("key-not-touched"),
        KeyRefused::Answer(Refusal::UserNotVerified) => s.say("key-not-verified"),
        KeyRefused::Answer(Refusal::WrongAlgorithm) => s.say("key-algorithm"),
        KeyRefused::Answer(Refusal::UnknownAttestation | Refusal::BadAttestation)
        | KeyRefused::Untrusted(_) => s.say("key-attestation"),
        KeyRefused::Answer(Refusal::CounterWentBack { .. }) => s.say("key-cloned"),
        KeyRefused::Answer(Refusal::BackupChanged) => s.say("key-changed"),
        KeyRefused::Answer(
            Refusal::WrongChallenge
            | Refusal::WrongOrigin
            | Refusal::CrossOrigin
            | Refusal::WrongRpId
            | Refusal::WrongCeremony,
        ) => s.say("key-elsewhere"),
        KeyRefused::Answer(
            Refusal::TooLong
            | Refusal::MalformedResponse
            | Refusal::MalformedClientData
            | Refusal::MalformedCbor
            | Refusal::WrongSignature
            | Refusal::Failed,
        ) => s.say("key-wrong"),
    }
    .into_owned()
}

/// Why no key can be used here.
pub fn not_offered(why: &NoSecurityKeys, s: Speech) -> String {
    match why {
        NoSecurityKeys::Address(fido::NoRelyingParty::IpAddress) => s.say("key-ip-address").into_owned(),
        NoSecurityKeys::Address(fido::NoRelyingParty::Insecure) => s.say("key-insecure").into_owned(),
        NoSecurityKeys::Address(fido::NoRelyingParty::Malformed) | NoSecurityKeys::NotServed => {
            s.say("key-not-offered").into_owned()
        }
        NoSecurityKeys::Renamed { registered, .. } => {
            s.say1("key-renamed-server", "name", registered).into_owned()
        }
    }
}

/// Whether an error is about a key's answer, which another question may mend.
pub const fn is_refused(error: &Error) -> bool {
    matches!(error, Error::AccessDenied(Denial::SecurityKey(_)))
}
