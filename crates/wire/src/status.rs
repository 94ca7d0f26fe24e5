//! The status of each error (facts A4), in one match.

use http::StatusCode;
use service::{Error, OnlyInAws};
use sigv4::Code;

/// The status that an error is answered with.
pub const fn of(error: &Error) -> StatusCode {
    match error {
        Error::Signature(refusal) => match refusal.code() {
            Code::MalformedQueryString | Code::IncompleteSignature => StatusCode::BAD_REQUEST,
            Code::MissingAuthenticationToken | Code::SignatureDoesNotMatch => StatusCode::FORBIDDEN,
        },
        Error::Constraints(_)
        | Error::MalformedInput
        | Error::ValidationError(_)
        | Error::InvalidInput(_)
        | Error::MalformedPolicyDocument(_)
        | Error::InvalidParameterValue(_)
        | Error::PackedPolicyTooLarge { .. }
        | Error::Lookup(_)
        | Error::InvalidAuthorizationMessage
        | Error::InvalidIdentityToken(_)
        | Error::ExpiredIdentityToken { .. }
        | Error::IdpCommunicationError
        | Error::PasswordPolicyViolation(_)
        | Error::InvalidUserType
        | Error::UnmodifiableEntity(_)
        | Error::Throttling
        | Error::TooSoon { .. } => StatusCode::BAD_REQUEST,
        Error::InvalidClientTokenId { .. }
        | Error::ExpiredToken
        | Error::IdpRejectedClaim
        | Error::AccessDenied(_)
        | Error::InvalidAuthenticationCode => StatusCode::FORBIDDEN,
        Error::KeyMaterial(refused) => {
            if refused.is_duplicate() {
                StatusCode::CONFLICT
            } else {
                StatusCode::BAD_REQUEST
            }
        }
        Error::NoSuchEntity(_) | Error::NotSupportedService(_) | Error::ReportInProgress => {
            StatusCode::NOT_FOUND
        }
        Error::ReportNotPresent | Error::ReportExpired => StatusCode::GONE,
        Error::EntityAlreadyExists(_)
        | Error::DeleteConflict(_)
        | Error::LimitExceeded(_)
        | Error::ConcurrentModification => StatusCode::CONFLICT,
        Error::OnlyInAws(only) => match only {
            OnlyInAws::Organization | OnlyInAws::TradeInToken => StatusCode::BAD_REQUEST,
            OnlyInAws::OutboundFederation => StatusCode::NOT_FOUND,
            OnlyInAws::EnableOutboundFederation
            | OnlyInAws::WebIdentityTokens
            | OnlyInAws::DelegationRequests
            | OnlyInAws::RootOfAnotherAccount => StatusCode::FORBIDDEN,
        },
        Error::ServiceFailure(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}
