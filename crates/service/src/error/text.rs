//! The codes and texts of errors, as AWS writes them (facts A5, C4, D2, D3, E1, F7). The wire and the audit trail show the
//! same ones.

mod denial;
mod entity;
mod invalid;

use model::input::ShowValues;

use super::{Error, MalformedPolicy};
use crate::operation::Api;

impl Error {
    /// The code, as clients compare it.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Signature(refusal) => refusal.code().as_str(),
            Self::InvalidClientTokenId { .. } => "InvalidClientTokenId",
            Self::ExpiredToken => "ExpiredToken",
            Self::AccessDenied(_) => "AccessDenied",
            Self::Constraints(_) | Self::ValidationError(_) => "ValidationError",
            Self::MalformedInput => "MalformedInput",
            Self::InvalidInput(_) => "InvalidInput",
            Self::MalformedPolicyDocument(_) => "MalformedPolicyDocument",
            Self::InvalidParameterValue(_) => "InvalidParameterValue",
            Self::PackedPolicyTooLarge { .. } => "PackedPolicyTooLarge",
            Self::Lookup(refused) => refused.code(),
            Self::InvalidIdentityToken(_) => "InvalidIdentityToken",
            Self::ExpiredIdentityToken { .. } => "ExpiredTokenException",
            Self::IdpRejectedClaim => "IDPRejectedClaim",
            Self::IdpCommunicationError => "IDPCommunicationError",
            Self::InvalidAuthorizationMessage => "InvalidAuthorizationMessageException",
            Self::PasswordPolicyViolation(_) => "PasswordPolicyViolation",
            Self::InvalidUserType => "InvalidUserType",
            Self::InvalidAuthenticationCode => "InvalidAuthenticationCode",
            Self::EntityAlreadyExists(_) => "EntityAlreadyExists",
            Self::NoSuchEntity(_) => "NoSuchEntity",
            Self::DeleteConflict(_) => "DeleteConflict",
            Self::LimitExceeded(_) => "LimitExceeded",
            Self::KeyMaterial(refused) => refused.code(),
            Self::UnmodifiableEntity(_) => "UnmodifiableEntity",
            Self::NotSupportedService(_) => "NotSupportedService",
            Self::ReportNotPresent => "ReportNotPresent",
            Self::ReportExpired => "ReportExpired",
            Self::ReportInProgress => "ReportInProgress",
            Self::OnlyInAws(only) => only.code(),
            Self::ConcurrentModification => "ConcurrentModification",
            Self::Throttling | Self::TooSoon { .. } => "Throttling",
            Self::ServiceFailure(_) => "ServiceFailure",
        }
    }

    /// The text, as the service words it.
    pub fn message(&self, api: Api) -> String {
        match self {
            Self::Signature(refusal) => refusal.to_string(),
            Self::InvalidClientTokenId { session: false } => {
                "The security token included in the request is invalid.".to_owned()
            }
            Self::InvalidClientTokenId { session: true } => {
                "The security token included in the request is invalid".to_owned()
            }
            Self::ExpiredToken => "The security token included in the request is expired".to_owned(),
            Self::AccessDenied(denial) => denial.message(),
            Self::Constraints(faults) => faults.message(match api {
                Api::Iam | Api::SignIn | Api::CloudTrail | Api::Account | Api::Bartizan => ShowValues::No,
                Api::Sts => ShowValues::Yes,
            }),
            Self::MalformedInput => "The request holds a value that cannot be read.".to_owned(),
            Self::ValidationError(invalid) => invalid.message(),
            Self::InvalidInput(invalid) => invalid.message(),
            Self::MalformedPolicyDocument(MalformedPolicy::Text(malformed)) => malformed.to_string(),
            Self::MalformedPolicyDocument(MalformedPolicy::Principal(principal)) => {
                format!("Invalid principal in policy: \"AWS\":\"{principal}\"")
            }
            Self::MalformedPolicyDocument(MalformedPolicy::Missing(arn)) => {
                format!("Policy {arn} does not exist or is not attachable.")
            }
            Self::InvalidParameterValue(invalid) => invalid.message().to_owned(),
            Self::PackedPolicyTooLarge { percent } => {
                format!("Packed size of session tags consumes {percent}% of allotted space.")
            }
            Self::Lookup(refused) => refused.message().to_owned(),
            Self::InvalidIdentityToken(refused) => refused.message(),
            Self::ExpiredIdentityToken { now, expired } => format!(
                "Token expired: current date/time {now} must be before the expiration date/time {expired}"
            ),
            Self::IdpRejectedClaim => "The token was used before, and is accepted once only".to_owned(),
            Self::IdpCommunicationError => {
                "The keys of your identity provider cannot be fetched. Try again later.".to_owned()
            }
            Self::InvalidAuthorizationMessage => {
                "The message is not one that this service encoded for this account.".to_owned()
            }
            Self::PasswordPolicyViolation(faults) => faults.message(),
            Self::InvalidUserType => "Only IAM Users can change their own password".to_owned(),
            Self::InvalidAuthenticationCode => "Authentication code for device is not valid.".to_owned(),
            Self::EntityAlreadyExists(existing) => existing.message(),
            Self::NoSuchEntity(missing) => missing.message(),
            Self::DeleteConflict(conflict) => conflict.message().to_owned(),
            Self::LimitExceeded(limit) => limit.message(),
            Self::KeyMaterial(refused) => refused.message(),
            Self::UnmodifiableEntity(role) => format!(
                "Cannot perform the operation on the protected role '{role}' - this role is only modifiable by AWS"
            ),
            Self::NotSupportedService(service) => {
                format!("No such service {service} is supported for Service Specific Credentials")
            }
            // The recorded answers of AWS have no text (facts F4): these are the sentences of its reference.
            Self::ReportNotPresent => {
                "The credential report does not exist. To generate a credential report, use \
                 GenerateCredentialReport."
                    .to_owned()
            }
            Self::ReportExpired => {
                "The most recent credential report has expired. To generate a new credential report, use \
                 GenerateCredentialReport."
                    .to_owned()
            }
            Self::ReportInProgress => "The credential report is still being generated.".to_owned(),
            Self::OnlyInAws(only) => only.message().to_owned(),
            Self::ConcurrentModification => {
                "The request was rejected because multiple requests to change this object were submitted \
                 simultaneously. Wait a few minutes and submit your request again."
                    .to_owned()
            }
            Self::Throttling => "Rate exceeded".to_owned(),
            Self::TooSoon { seconds } => format!("Too many attempts. Wait {seconds} seconds and try again."),
            Self::ServiceFailure(_) => {
                "The request processing has failed because of an unknown error, exception or failure."
                    .to_owned()
            }
        }
    }
}
