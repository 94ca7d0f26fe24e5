//! What temporary credentials may not call, whatever policies say (facts D1).

use crate::error::{Denial, Error};
use crate::operation::Api;
use crate::{Caller, Credential};

/// Whether the credentials may call an operation at all.
///
/// A session of GetSessionToken calls IAM only if MFA vouched for it, and of STS only GetCallerIdentity and AssumeRole.
pub fn check(caller: &Caller, api: Api, operation: &'static str) -> Result<(), Error> {
    let Credential::Session(claims) = caller.credential() else { return Ok(()) };
    match api {
        Api::Iam if claims.mfa.is_some() => Ok(()),
        Api::Iam => Err(Error::InvalidClientTokenId { session: true }),
        Api::Sts if matches!(operation, "GetCallerIdentity" | "AssumeRole") => Ok(()),
        Api::Sts => Err(Denial::SessionCredentials { operation }.into()),
    }
}
