//! What is wrong with what was asked for, and what is too much.

use crate::error::{Invalid, InvalidInput, InvalidParameter, Limit};
use crate::records::Account;

impl InvalidParameter {
    pub(super) const fn message(self) -> &'static str {
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
    pub(in crate::error) fn message(&self) -> String {
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
    pub(super) fn message(&self) -> String {
        let text = match self {
            Self::ReservedTagKey => "Tag keys beginning with aws: are reserved for system use.",
            Self::DuplicateTagKeys => {
                "Duplicate tag keys found. Please note that Tag keys are case insensitive."
            }
            Self::RepeatedTagKeys => "Duplicate tag keys found.",
            Self::NoTags => "At least one tag must be specified.",
            Self::TagsOutsideAccount => "Tags not supported for policies in this domain",
            Self::AccessKeyStatus => "The status of an access key can be set to Active or Inactive only.",
            Self::StatusOf(what) => {
                return format!("The status of {what} can be set to Active or Inactive only.");
            }
            Self::CredentialAge => "CredentialAgeDays is for services that have API keys only.",
            Self::OneUserAndAll => "AllUsers cannot be specified together with UserName.",
            Self::NoSuchService(service) => {
                return format!(
                    "{service} is not the name of a service, as in elasticbeanstalk.amazonaws.com."
                );
            }
            Self::NoCustomSuffix(service) => return format!("Custom suffix is not allowed for {service}"),
            Self::LinkedRoleTaken(role) => {
                return format!(
                    "Service role name {role} has been taken in this account, please try a different suffix."
                );
            }
            Self::LinkedRoleName(name) => {
                return format!("{name} is not the name of a role: it has more than 64 characters.");
            }
            Self::DeletionTask => {
                "A deletion task id has the form task/aws-service-role/SERVICE/ROLE/ID, as DeleteServiceLinkedRole answers it."
            }
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
            Self::ActionLevel => "Reports of this server are of services: ask for SERVICE_LEVEL.",
            Self::ServiceNamespace => "The report has no service of that namespace.",
            Self::ProviderUrl => {
                "Invalid Open ID Connect Provider URL: it is https://HOST or https://HOST/PATH, without query and fragment."
            }
            Self::Thumbprints => "Thumbprint list must contain fewer than 5 entries.",
            Self::SamlMetadata(why) => return format!("Could not parse metadata: {why}."),
            Self::NoSamlMetadata => "There is nothing to update: give a SAMLMetadataDocument.",
            Self::EncryptedAssertions => {
                "This server does not decrypt assertions: AssertionEncryptionMode, AddPrivateKey and RemovePrivateKey cannot be set."
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

impl Limit {
    pub(super) fn message(&self) -> String {
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
