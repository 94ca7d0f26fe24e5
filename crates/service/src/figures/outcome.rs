//! What came of a request, in few classes.

use crate::error::{Denial, Error};

/// What came of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was done.
    Ok,
    /// The caller is not known: signature, key or session.
    Unauthenticated,
    /// The caller may not.
    Denied,
    /// A code, a security key or a recovery code was not right.
    WrongFactor,
    /// The codes of the caller are locked.
    Locked,
    /// Too many attempts, or too early.
    Throttled,
    /// What was asked is not in order.
    Invalid,
    /// It is not there.
    NotFound,
    /// It is there already, in use, or was changed at the same time.
    Conflict,
    /// A quota is reached.
    Limit,
    /// The service failed.
    Failed,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Self; 11] = [
        Self::Ok,
        Self::Unauthenticated,
        Self::Denied,
        Self::WrongFactor,
        Self::Locked,
        Self::Throttled,
        Self::Invalid,
        Self::NotFound,
        Self::Conflict,
        Self::Limit,
        Self::Failed,
    ];

    /// The name, as a label.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unauthenticated => "unauthenticated",
            Self::Denied => "denied",
            Self::WrongFactor => "wrong_factor",
            Self::Locked => "locked",
            Self::Throttled => "throttled",
            Self::Invalid => "invalid",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::Limit => "limit",
            Self::Failed => "failed",
        }
    }

    /// Of a refusal.
    #[must_use]
    pub const fn of(error: &Error) -> Self {
        match error {
            Error::Signature(_)
            | Error::InvalidClientTokenId { .. }
            | Error::ExpiredToken
            | Error::InvalidIdentityToken(_)
            | Error::ExpiredIdentityToken { .. }
            | Error::IdpRejectedClaim => Self::Unauthenticated,
            Error::AccessDenied(
                Denial::MfaCodeInvalid | Denial::SecurityKey(_) | Denial::RecoveryCode(_),
            )
            | Error::InvalidAuthenticationCode => Self::WrongFactor,
            Error::AccessDenied(Denial::MfaLocked) => Self::Locked,
            Error::AccessDenied(_) | Error::InvalidUserType | Error::OnlyInAws(_) => Self::Denied,
            Error::Throttling | Error::TooSoon { .. } => Self::Throttled,
            Error::Constraints(_)
            | Error::MalformedInput
            | Error::ValidationError(_)
            | Error::InvalidInput(_)
            | Error::MalformedPolicyDocument(_)
            | Error::InvalidParameterValue(_)
            | Error::PackedPolicyTooLarge { .. }
            | Error::Lookup(_)
            | Error::InvalidAuthorizationMessage
            | Error::PasswordPolicyViolation(_)
            | Error::UnmodifiableEntity(_) => Self::Invalid,
            Error::KeyMaterial(refused) => {
                if refused.is_duplicate() {
                    Self::Conflict
                } else {
                    Self::Invalid
                }
            }
            Error::NoSuchEntity(_)
            | Error::NotSupportedService(_)
            | Error::ReportNotPresent
            | Error::ReportExpired => Self::NotFound,
            Error::EntityAlreadyExists(_)
            | Error::DeleteConflict(_)
            | Error::ReportInProgress
            | Error::ConcurrentModification => Self::Conflict,
            Error::LimitExceeded(_) => Self::Limit,
            Error::ServiceFailure(_) | Error::IdpCommunicationError => Self::Failed,
        }
    }

    /// Of a page, which says why in words only.
    #[must_use]
    pub const fn of_status(status: u16) -> Self {
        match status {
            0..400 => Self::Ok,
            401 => Self::Unauthenticated,
            403 => Self::Denied,
            404 | 410 => Self::NotFound,
            409 => Self::Conflict,
            429 | 503 => Self::Throttled,
            400..500 => Self::Invalid,
            500.. => Self::Failed,
        }
    }
}
