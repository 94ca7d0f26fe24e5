//! How services that speak JSON name errors: not as IAM does, though they refuse for the same reasons.

use super::Error;

/// A field that is wrong, and what it must.
pub type FieldFault = (String, String);

impl Error {
    /// The code, as AWS's services that speak JSON name it.
    pub const fn json_code(&self) -> &'static str {
        match self {
            Self::Signature(refusal) => match refusal.code() {
                sigv4::Code::MissingAuthenticationToken => "MissingAuthenticationTokenException",
                sigv4::Code::SignatureDoesNotMatch => "InvalidSignatureException",
                sigv4::Code::IncompleteSignature => "IncompleteSignatureException",
                sigv4::Code::MalformedQueryString => "ValidationException",
            },
            Self::InvalidClientTokenId { .. } => "UnrecognizedClientException",
            Self::ExpiredToken | Self::ExpiredIdentityToken { .. } => "ExpiredTokenException",
            Self::AccessDenied(_) | Self::OnlyInAws(_) => "AccessDeniedException",
            Self::MalformedInput => "SerializationException",
            Self::Lookup(refused) => refused.code(),
            Self::Constraints(_)
            | Self::ValidationError(_)
            | Self::InvalidInput(_)
            | Self::MalformedPolicyDocument(_)
            | Self::InvalidParameterValue(_)
            | Self::PackedPolicyTooLarge { .. }
            | Self::InvalidAuthorizationMessage
            | Self::InvalidIdentityToken(_)
            | Self::IdpRejectedClaim
            | Self::IdpCommunicationError
            | Self::PasswordPolicyViolation(_)
            | Self::InvalidUserType
            | Self::KeyMaterial(_)
            | Self::UnmodifiableEntity(_)
            | Self::InvalidAuthenticationCode => "ValidationException",
            Self::NoSuchEntity(_)
            | Self::NotSupportedService(_)
            | Self::ReportNotPresent
            | Self::ReportExpired
            | Self::ReportInProgress => "ResourceNotFoundException",
            Self::EntityAlreadyExists(_)
            | Self::DeleteConflict(_)
            | Self::LimitExceeded(_)
            | Self::ConcurrentModification => "ConflictException",
            Self::Throttling | Self::TooSoon { .. } => "TooManyRequestsException",
            Self::ServiceFailure(_) => "InternalServerException",
        }
    }

    /// The fields that are wrong, each with what it must.
    pub fn fields(&self) -> Vec<FieldFault> {
        match self {
            Self::Constraints(faults) => faults.fields(),
            Self::ValidationError(invalid) => {
                let said = |field: &str| (field.to_owned(), invalid.message());
                invalid.field().map(said).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }
}
