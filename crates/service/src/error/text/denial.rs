//! Why somebody may not.

use crate::error::{Denial, GrantRefused, KeyRefused};

impl Denial {
    pub(super) fn message(&self) -> String {
        match self {
            Self::Policy(refused) => {
                let because = refused.decision.reason().suffix(refused.action);
                let (caller, action, resource) = (&refused.caller, refused.action, &refused.resource);
                format!("User: {caller} is not authorized to perform: {action} on resource: {resource}{because}")
            }
            // STS does not say why (facts D3): who is not trusted learns nothing of whom the role trusts.
            Self::AssumeRole { caller, action, resource, .. } => {
                format!("User: {caller} is not authorized to perform: {action} on resource: {resource}")
            }
            Self::PolicyOutsideAccount { cannot } => format!("Cannot {cannot} outside your own account."),
            Self::RootAssumesNoRole => "Roles may not be assumed by root accounts.".to_owned(),
            Self::SelfManagementWithoutMfa => "To complete this action, please ensure that you are authenticated with an \
                 MFA device that is enabled for this user."
                .to_owned(),
            Self::WebIdentity { .. } => "Not authorized to perform sts:AssumeRoleWithWebIdentity".to_owned(),
            Self::RootDevice => "The MFA devices of the root user cannot be managed through the API. Sign in to the console \
                 as the root user to manage them."
                .to_owned(),
            Self::MfaSerialAndCodeTogether => "MultiFactorAuthentication failed, must provide both MFA serial number and \
                 one time pass code."
                .to_owned(),
            // AWS's text ends in a space.
            Self::MfaCodeInvalid => "MultiFactorAuthentication failed with invalid MFA one time pass code. ".to_owned(),
            // AWS's text has two spaces in the middle.
            Self::MfaCodeNotValidated => "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your \
                 MFA serial number is valid and associated with this user."
                .to_owned(),
            Self::MfaLocked => "MFA codes are locked after too many failed attempts. Ask an administrator to resynchronize or \
                 deactivate the device."
                .to_owned(),
            Self::SecurityKey(KeyRefused::Answer(refusal)) => {
                format!("The security key was not accepted: {refusal}.")
            }
            // The console's words say less: whether it was a clock, a certificate or a forgery is for who reads the trail.
            Self::SecurityKey(KeyRefused::Untrusted(why)) => {
                format!("The security key was not accepted: {why}.")
            }
            Self::SecurityKey(KeyRefused::NotAsked) => {
                "Nothing is asked of a security key here, or it was too long ago, or it was answered already. Begin again."
                    .to_owned()
            }
            Self::SecurityKey(KeyRefused::NotOffered(why)) => format!("No security key can be used: {why}."),
            Self::OldPasswordWrong => "The old password was incorrect.".to_owned(),
            Self::SamePassword => "The new password must not be the old one.".to_owned(),
            Self::OtherAccount { caller, action } => format!(
                "User: {caller} is not authorized to perform: {action} (Your organization must first enable trusted access with \
                 AWS Account Management.)"
            ),
            Self::AfterRecovery => "This session was opened without an MFA device: it is for your own MFA devices and your own password only. \
                 Remove the device that is lost, add another, and sign in with it to do this."
                .to_owned(),
            Self::RecoveryNotFresh => "The alternative factors were proven more than 15 minutes ago. Sign out, and sign in again to do this."
                .to_owned(),
            Self::Recovery(refused) => refused.message(),
            Self::RecoveryCode(refused) => refused.message().to_owned(),
            Self::Grant(refused) => refused.message().to_owned(),
            Self::FactorNotFresh => "Prove again that it is you: this needs a sign-in or a code of the last 15 minutes.".to_owned(),
            Self::TerminalNotFresh => {
                "This needs a second factor of the last 15 minutes: run bartizan login again with a code, or do it at the console."
                    .to_owned()
            }
            Self::SessionCredentials { operation } => format!("Cannot call {operation} with session credentials"),
            Self::AccessKeyElsewhere { caller, action, key } => {
                format!("User: {caller} is not authorized to perform: {action} on resource: access key {key}")
            }
        }
    }
}

impl GrantRefused {
    const fn message(self) -> &'static str {
        match self {
            Self::Code => "The authorization code was used, is too old, or is another program's.",
            Self::Over => "The session is over. Sign in again.",
            Self::Used => "The refresh token was used before. The session has ended; sign in again.",
            Self::Key => "The session is bound to another key.",
            Self::ProofUsed => "The DPoP proof was used before.",
        }
    }
}
