//! What temporary credentials may not call, whatever policies say (facts D1).

use crate::error::{Denial, Error};
use crate::operation::Api;
use crate::{Caller, Credential, Identity};

/// Whether the credentials may call an operation at all.
///
/// A session of GetSessionToken calls IAM only if MFA vouched for it, and of STS only GetCallerIdentity and AssumeRole. A
/// federated user calls nothing of IAM, and of STS only GetCallerIdentity. A role's session calls everything but
/// GetSessionToken and GetFederationToken.
pub fn check(caller: &Caller, api: Api, operation: &'static str) -> Result<(), Error> {
    let Credential::Session(claims) = caller.credential() else { return Ok(()) };
    let is_allowed = match (caller.identity(), api) {
        (Identity::Role { .. }, Api::Iam) => true,
        (Identity::Role { .. }, Api::Sts) => !matches!(operation, "GetSessionToken" | "GetFederationToken"),
        (Identity::Federated { .. }, Api::Iam) => false,
        (Identity::Federated { .. }, Api::Sts) => operation == "GetCallerIdentity",
        (Identity::Root(_) | Identity::User(_), Api::Iam) => claims.mfa.is_some(),
        (Identity::Root(_) | Identity::User(_), Api::Sts) => {
            matches!(operation, "GetCallerIdentity" | "AssumeRole")
        }
    };
    match api {
        _ if is_allowed => Ok(()),
        Api::Iam => Err(Error::InvalidClientTokenId { session: true }),
        Api::Sts => Err(Denial::SessionCredentials { operation }.into()),
    }
}
