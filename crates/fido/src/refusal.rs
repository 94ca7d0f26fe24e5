//! Why a ceremony was refused.

use webauthn_rs_core::error::WebauthnError;

/// Why an answer of a browser was refused. Each has its own meaning; none tells anything secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It has more than [`LONGEST_RESPONSE`](crate::LONGEST_RESPONSE) bytes.
    #[error("the browser's answer is too long")]
    TooLong,
    /// It is not the JSON of a public key credential, or contradicts itself.
    #[error("the browser's answer is malformed")]
    MalformedResponse,
    /// What the browser says it collected is not the JSON of client data.
    #[error("the client data is malformed")]
    MalformedClientData,
    /// The attestation object, the authenticator data or the public key in them is not the CBOR that it should be.
    #[error("what the security key sent is malformed")]
    MalformedCbor,
    /// It answers a question of the other sort: a registration where a sign-in was asked for, or the reverse.
    #[error("the answer belongs to another kind of ceremony")]
    WrongCeremony,
    /// It answers another challenge: an old one that is replayed, or one that was never made here.
    #[error(
        "the answer is not to the question that was asked here: it was used before, or comes from elsewhere"
    )]
    WrongChallenge,
    /// A page of another origin asked for it. That is what phishing looks like.
    #[error("the answer was made for another web site")]
    WrongOrigin,
    /// A page that another site's page shows in a frame asked for it.
    #[error("the answer was made in a frame of another web site")]
    CrossOrigin,
    /// The key signed for another RP id.
    #[error("the security key answered for another web site")]
    WrongRpId,
    /// Nobody touched the key.
    #[error("nobody touched the security key")]
    UserNotPresent,
    /// The key was registered with verification of its user, and did not verify one now.
    #[error("the security key did not verify its user, as it did when it was registered")]
    UserNotVerified,
    /// The key's algorithm is none of those that were asked for (ES256, ES384, RS256), or it is RSA of another length than 2048 bits.
    #[error("the security key uses an algorithm that was not asked for")]
    WrongAlgorithm,
    /// Its attestation is of a format that is not known here.
    #[error("the security key attests itself in a way that is not supported here")]
    UnknownAttestation,
    /// Its attestation does not verify: a signature or a field is wrong.
    #[error("the security key's attestation does not verify")]
    BadAttestation,
    /// The credential is registered already.
    #[error("this security key is registered already")]
    AlreadyRegistered,
    /// No such credential was asked for.
    #[error("the security key is not registered here")]
    UnknownCredential,
    /// The credential says that it belongs to another user.
    #[error("the security key is registered for another user")]
    AnotherUsers,
    /// The signature is not by the registered key.
    #[error("the security key's signature is wrong")]
    WrongSignature,
    /// The signature is right, but the key's counter did not rise: there may be two keys with the same secret.
    #[error("the security key's signature counter went backwards: it may have been cloned")]
    CounterWentBack {
        /// What was last seen.
        stored: u32,
        /// What the key says now.
        given: u32,
    },
    /// The credential can be copied to other devices now, and could not when it was registered, or the reverse.
    #[error("the security key changed in whether it can be copied: register it anew")]
    BackupChanged,
    /// `webauthn-rs-core` could not go on. Never by what a stranger sent.
    #[error("the ceremony could not be done")]
    Failed,
}

/// What is refused in either ceremony; `otherwise` for the many names that a wrong statement or signature has.
pub(crate) fn refusal(error: &WebauthnError, otherwise: Refusal) -> Refusal {
    use WebauthnError as E;
    match error {
        E::InvalidClientDataType => Refusal::WrongCeremony,
        E::MismatchedChallenge => Refusal::WrongChallenge,
        E::InvalidRPOrigin => Refusal::WrongOrigin,
        E::CredentialCrossOrigin => Refusal::CrossOrigin,
        E::InvalidRPIDHash => Refusal::WrongRpId,
        E::UserNotPresent => Refusal::UserNotPresent,
        E::UserNotVerified => Refusal::UserNotVerified,
        E::ParseJSONFailure(_) => Refusal::MalformedClientData,
        E::ParseBase64Failure(_)
        | E::ParseCBORFailure(_)
        | E::ParseNOMFailure
        | E::ParseInsufficientBytesAvailable
        | E::MissingAttestationCredentialData
        | E::COSEKeyInvalidCBORValue
        | E::COSEKeyECDSAXYInvalid
        | E::COSEKeyEDDSAXInvalid => Refusal::MalformedCbor,
        E::COSEKeyInvalidType
        | E::COSEKeyRSANEInvalid
        | E::COSEKeyEDUnsupported
        // What the library says of a key of Ed25519 when it would have to verify with it.
        | E::SshPublicKeyEDUnsupported
        | E::COSEKeyECDSAInvalidCurve
        | E::COSEKeyEDDSAInvalidCurve
        | E::COSEKeyInvalidAlgorithm
        | E::CredentialAlteredAlgFromRequest => Refusal::WrongAlgorithm,
        E::AttestationNotSupported => Refusal::UnknownAttestation,
        E::CredentialExcludedFromRequest => Refusal::AlreadyRegistered,
        E::CredentialNotFound => Refusal::UnknownCredential,
        E::CredentialBackupEligibilityInconsistent | E::CredentialMayNotBeHardwareBound => {
            Refusal::BackupChanged
        }
        _ => otherwise,
    }
}
