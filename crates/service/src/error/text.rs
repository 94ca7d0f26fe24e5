//! The codes and texts of errors, as AWS writes them (facts A5, C4, D2, D3, E1, F7). The wire and the audit trail show the
//! same ones.

use model::DeviceKind;
use model::input::ShowValues;

use super::{
    Conflict, Denial, Error, Existing, GrantRefused, Invalid, InvalidInput, InvalidParameter, KeyRefused,
    Limit, MalformedPolicy, Missing,
};
use crate::operation::Api;
use crate::records::Account;

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
            Self::InvalidAuthorizationMessage => "InvalidAuthorizationMessageException",
            Self::PasswordPolicyViolation(_) => "PasswordPolicyViolation",
            Self::InvalidUserType => "InvalidUserType",
            Self::InvalidAuthenticationCode => "InvalidAuthenticationCode",
            Self::EntityAlreadyExists(_) => "EntityAlreadyExists",
            Self::NoSuchEntity(_) => "NoSuchEntity",
            Self::DeleteConflict(_) => "DeleteConflict",
            Self::LimitExceeded(_) => "LimitExceeded",
            Self::ReportNotPresent => "ReportNotPresent",
            Self::ReportExpired => "ReportExpired",
            Self::ReportInProgress => "ReportInProgress",
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

impl Denial {
    fn message(&self) -> String {
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

impl Limit {
    fn message(&self) -> String {
        match self {
            Self::Quota(quota) => format!("Cannot exceed quota for {}: {}", quota.name, quota.limit),
            Self::InlinePolicySize { of, name, limit } => {
                format!("Maximum policy size of {limit} bytes exceeded for {of} {name}")
            }
            Self::PolicyVersions => {
                "A managed policy can have up to 5 versions. Before you create a new version, you must \
                 delete an existing version."
                    .to_owned()
            }
            Self::RestingAliases => format!(
                "An alias that was given up is kept from other accounts for 90 days, and an account has at most {} of those. \
                 Take one of them back, or wait.",
                Account::MOST_RESTING_ALIASES
            ),
            Self::DocumentSize => {
                "Policies and tags of one user, group, role or policy take up at most 1 MiB together, white \
                                   space included."
                    .to_owned()
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

impl InvalidParameter {
    const fn message(self) -> &'static str {
        match self {
            Self::DuplicateTagKeys => {
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            }
            Self::TransitiveTagKeyMissing => {
                "The specified transitive tag key must be included in the requested tags."
            }
            Self::TransitiveTagKeySet => {
                "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from \
                 the calling session."
            }
            Self::ReservedTagKey => "Tag keys beginning with aws: are reserved for system use.",
            Self::SourceIdentitySet => "The source identity of the calling session cannot be changed.",
        }
    }
}

impl Invalid {
    pub(super) fn message(&self) -> String {
        let text = match self {
            Self::UserNameNeeded => "Must specify userName when calling with non-User credentials",
            Self::Marker => "The marker is not one that this list returned.",
            Self::NotASecurityKey => {
                "The MFA device serial number sent in the request is invalid or not supported by this API. Currently, only \
                 hardware FIDO security keys are supported. Please use the compatible device or API."
            }
            Self::NotAVirtualDevice(kind, what) => return what.message(*kind).to_owned(),
            Self::KeysStayInStep => {
                "The serial number is that of a security key. Security keys show no codes and never get out of step: there is \
                 nothing to resynchronize."
            }
            Self::NoSerialNumber => {
                "The path and the name of the virtual MFA device make no serial number: it has at most 256 characters, \
                 letters, digits and _+=/:,.@-"
            }
            Self::PasswordNeeded => "Must specify password when creating a login profile",
            Self::Email => "An e-mail address is ASCII, of the form NAME@DOMAIN.",
            Self::AccessKeyId => "The specified value for accessKeyId is invalid.",
            // AWS's text has two spaces.
            Self::PolicyArn => "Invalid ARN:  Could not be parsed!",
            Self::ArnPartition => "Invalid ARN partition",
            Self::RoleArn(arn) => return format!("{arn} is invalid"),
            Self::LongerThanRole => {
                "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
            }
            Self::LongerThanChained => {
                "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
            }
            Self::EmailCode => {
                "The code is not the one that was sent, or it does not hold any more. Start the update again to get a new one."
            }
            Self::SameEmail => "The account has this primary email address.",
            Self::Other(text) => text,
        };
        text.to_owned()
    }
}

impl InvalidInput {
    fn message(&self) -> String {
        let text = match self {
            Self::ReservedTagKey => "Tag keys beginning with aws: are reserved for system use.",
            Self::DuplicateTagKeys => {
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            }
            Self::RepeatedTagKeys => "Duplicate tag keys found.",
            Self::NoTags => "At least one tag must be specified.",
            Self::TagsOutsideAccount => "Tags not supported for policies in this domain",
            Self::AccessKeyStatus => "The status of an access key can be set to Active or Inactive only.",
            Self::Policy(malformed) => return malformed.to_string(),
            Self::PoliciesTooLong => {
                "The policies have more than 40960 characters together, white space not counted."
            }
            Self::ContextKey(key) => {
                return format!(
                    "The context key {key} is given twice, or has values that are not of its type, or not as many."
                );
            }
            Self::PolicySource => "PolicySourceArn must be the ARN of a user, a group or a role.",
            Self::CallerArn => "CallerArn must be the ARN of a user, a group or a role.",
            Self::NoCallerArn => "CallerArn is required where a ResourcePolicy is given.",
            Self::PolicyIdentifier => {
                "An entry of PolicyExclusionList must be a PolicyType, a PolicyArn (with wildcards in the name only, and at most one *), or an InlinePolicyIdentifier."
            }
            Self::TooMuchToSimulate => {
                "That is too much for one call. Ask about fewer resources at once, or with fewer or shorter policies."
            }
            Self::ActionName(action) => {
                return format!(
                    "{action} is not the name of an action: service, colon, operation, without wildcards."
                );
            }
        };
        text.to_owned()
    }
}

impl Existing {
    fn message(&self) -> String {
        match self {
            Self::User(name) => format!("User with name {name} already exists."),
            Self::Group(name) => format!("Group with name {name} already exists."),
            Self::Role(name) => format!("Role with name {name} already exists."),
            Self::Policy(name) => {
                format!("A policy called {name} already exists. Duplicate names are not allowed.")
            }
            Self::MfaDevice => "MFA device already exists.".to_owned(),
            Self::MfaDeviceOfUser(name) => format!("MFA Device for user {name} already exists."),
            Self::MfaDeviceInUse => "MFA Device is already in use.".to_owned(),
            Self::LoginProfile(name) => format!("Login Profile for user {name} already exists."),
            Self::AccountAlias(alias) => format!("The account alias {alias} already exists."),
            Self::RootEmail => "This e-mail address is the root user's of an account already.".to_owned(),
        }
    }
}

impl Missing {
    fn message(&self) -> String {
        match self {
            Self::User(name) => format!("The user with name {name} cannot be found."),
            Self::Group(name) => format!("The group with name {name} cannot be found."),
            Self::Role(name) => format!("The role with name {name} cannot be found."),
            Self::Policy(arn) => format!("Policy {arn} was not found."),
            Self::PolicyVersion(arn, version) => {
                format!("Policy {arn} version {version} does not exist or is not attachable.")
            }
            Self::InlinePolicy { of, name } => format!("The {of} policy with name {name} cannot be found."),
            Self::Boundary { of, name } => format!("The {of} with name {name} has no permissions boundary."),
            Self::Membership { user, group } => {
                format!("The user with name {user} is not in the group {group}.")
            }
            // Both "doesn't exist" and "does not exist" are reported of AWS (facts C4); this is the older and more quoted one.
            Self::MfaDevice(serial) if serial.kind() == DeviceKind::HardwareToken => format!(
                "MFA device with serial number {serial} doesn't exist. A hardware token has to be imported for this account \
                 before somebody can have it."
            ),
            Self::MfaDevice(serial) => format!("VirtualMFADevice with serial number {serial} doesn't exist."),
            Self::MfaDeviceOfUser => "MFA Device invalid for user.".to_owned(),
            Self::EmailChange => "The account has not asked for another root e-mail.".to_owned(),
            Self::PrimaryEmailUpdate => "No update to that primary email address was started.".to_owned(),
            Self::ContactInformation => "No contact information found.".to_owned(),
            Self::AlternateContact(_) => {
                "No contact of the inputted alternate contact type found.".to_owned()
            }
            Self::CoolingOff => {
                "Neither e-mail nor phone of the account was changed a short while ago.".to_owned()
            }
            Self::SigninToken => "The sign-in token was used, or is too old.".to_owned(),
            Self::ConsoleSession => "There is no such session; it has ended already.".to_owned(),
            Self::RegisteredService(name) => {
                format!("No service {name} is registered in this account. The operator registers services.")
            }
            Self::Assignment => "Assigning this device took too long. Begin again.".to_owned(),
            Self::AccessKey(id) => format!("The Access Key with id {id} cannot be found."),
            Self::LoginProfile(name) => format!("Login Profile for User {name} cannot be found."),
            Self::PasswordPolicy(account) => {
                format!("The Password Policy with domain name {account} cannot be found.")
            }
            Self::PasswordPolicyToDelete => {
                "The account policy with name PasswordPolicy cannot be found.".to_owned()
            }
            Self::AttachablePolicy(arn) => format!("Policy {arn} does not exist or is not attachable."),
            // What AWS is reported to say of boundaries, in issues of its users.
            Self::Scope(arn) => format!("Scope ARN: {arn} does not exist or is not attachable."),
            // In the words that AWS has for users, groups and roles: what it says of aliases is not known.
            Self::AccountAlias(alias) => format!("The account alias with name {alias} cannot be found."),
        }
    }
}

impl Conflict {
    const fn message(self) -> &'static str {
        match self {
            Self::AccessKeys => "Cannot delete entity, must delete access keys first.",
            Self::MfaDevices => "Cannot delete entity, must remove tokens from principal first.",
            Self::Policies => "Cannot delete entity, must detach all policies first.",
            Self::InlinePolicies => "Cannot delete entity, must delete policies first.",
            Self::Groups | Self::Members => "Cannot delete entity, must remove users from group first.",
            Self::PolicyInUse => "Cannot delete a policy attached to entities.",
            Self::PolicyVersions => {
                "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. \
                 The default version is deleted with the policy."
            }
            Self::DefaultPolicyVersion => "Cannot delete the default version of a policy.",
            Self::LoginProfile => "Cannot delete entity, must delete login profile first.",
            Self::MfaDeviceInUse => "MFA VirtualDevice in use. Must deactivate first.",
        }
    }
}
